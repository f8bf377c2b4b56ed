using Maas.EmrStandIn.Api;
using Maas.EmrStandIn.Clusters;
using Maas.EmrStandIn.Control;
using Maas.EmrStandIn.Steps;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Maas.EmrStandIn;

/// <summary>The application: EMR's API at <c>/</c>, the control of its faults below <c>/control</c>.</summary>
internal static class EmrStandInApp
{
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var options = builder.Configuration.Get<EmrStandInOptions>() ?? new EmrStandInOptions();
        options.Validate();
        builder.Services.AddSingleton(options);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<FaultPlan>();
        builder.Services.AddSingleton<ClusterBook>();
        builder.Services.AddSingleton<ClusterLife>();
        builder.Services.AddSingleton<EmrOperations>();
        if (options.PretendSteps)
        {
            builder.Services.AddSingleton<IStepRunner, PretendedSteps>();
        }
        else
        {
            builder.Services.AddSingleton<IStepRunner, SparkSteps>();
        }

        var app = builder.Build();
        app.MapEmr();
        app.MapControl();
        return app;
    }
}
