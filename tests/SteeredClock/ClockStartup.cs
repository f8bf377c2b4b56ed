using Maas.SteeredClock;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(ClockStartup))]

namespace Maas.SteeredClock;

/// <summary>Gives a program the clock that a test steers, before the program registers its own.</summary>
internal sealed class ClockStartup : IHostingStartup
{
    public const string Variable = "MAAS_STEERED_CLOCK";

    public void Configure(IWebHostBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(new SteeredTime(path)));
        }
    }
}
