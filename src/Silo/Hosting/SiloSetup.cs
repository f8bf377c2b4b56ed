using Maas.Gateway.Telemetry;
using Maas.Grains.Devices;
using Maas.Grains.Runs;

namespace Maas.Silo.Hosting;

internal static class SiloSetup
{
    /// <summary>The Orleans silo with its grains; state, reminders and membership as the configuration says.</summary>
    public static WebApplicationBuilder AddSilo(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.UseOrleans(silo =>
        {
            silo.AddCluster(builder.Configuration);
            silo.AddState(builder.Configuration);
            silo.AddDeviceRegistry(builder.Configuration);
            silo.AddHourlyRuns(builder.Configuration);
            silo.AddTracing(builder.Configuration);
        });
        return builder;
    }
}
