using Maas.Local.Objects;
using Maas.SparkJobs;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.ReferenceHour;

/// <summary>The product's batch over the bench's folder, composed as the service composes it, with its default options.</summary>
internal sealed class BatchHost : IDisposable
{
    private readonly ServiceProvider _services;

    public BatchHost(string folder, string engine = "DuckDb")
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Maas:Data:Path", folder), new("Maas:Batch:Engine", engine)])
            .AddEnvironmentVariables()
            .Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddDirectoryObjects(configuration)
            .AddSingleton<IRawStore, CountedFiles>()
            .AddSingleton(new ScratchFolder(Path.Combine(Path.GetFullPath(folder), "tmp")))
            .AddHourlyBatch(configuration)
            .BuildServiceProvider();
    }

    public IObjectStore Store => _services.GetRequiredService<IObjectStore>();

    public IRawStore Raw => _services.GetRequiredService<IRawStore>();

    public IHourlyBatch Batch => _services.GetRequiredService<IHourlyBatch>();

    public Task<LakeDatabase> OpenLakeAsync() =>
        LakeDatabase.OpenAsync(
            Store,
            LakeScope.Everything,
            _services.GetRequiredService<ScratchFolder>(),
            new StagingOptions(),
            TimeProvider.System,
            CancellationToken.None
        );

    public void Dispose() => _services.Dispose();
}
