using Maas.Tracking.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Grains.Runs;

/// <summary>The hourly runs of a silo.</summary>
public static class RunsSiloExtensions
{
    /// <summary>
    /// Adds the coordinator of the hourly runs, which starts once the silo is up. It needs an <c>IRawStore</c>, an <c>IHourlyBatch</c>, grain
    /// storage named <c>Default</c> and a reminder service; outcomes go to the log, and to every further <c>IRunNotifier</c>.
    /// </summary>
    public static ISiloBuilder AddHourlyRuns(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.AddOptions<RunsOptions>().Bind(configuration.GetSection(RunsOptions.Section)).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RunsOptions>, RunsOptionsValidator>());
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<RunMetrics>();
        silo.Services.TryAddSingleton<ILakeMerge, GrainLakeMerge>();
        silo.Services.TryAddSingleton<IRegistryDrop, RegistryDrop>();
        silo.Services.TryAddSingleton<IDoneHours, LedgerHours>();
        silo.Services.TryAddTransient<RunCoordinator>();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunNotifier, LogRunNotifier>());
        silo.Services.AddHostedService<RunsStartup>();
        return silo;
    }
}
