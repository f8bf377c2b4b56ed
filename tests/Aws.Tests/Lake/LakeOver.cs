using System.IO.Compression;
using System.Text;
using Maas.SparkJobs;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Hourly;
using Maas.SparkJobs.Jobs;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Aws.Tests.Lake;

/// <summary>A lake over a store, with its raw files in the same store, and runs of the product's own batch over it.</summary>
/// <param name="store">Where raw files and the lake lie.</param>
/// <param name="scratch">A folder on this machine.</param>
/// <param name="counted">Whether raw files come with their rows counted, as local delivery seals them, or without, as Firehose writes them.</param>
internal sealed class LakeOver(IObjectStore store, string scratch, bool counted) : IRawStore, IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly List<RawFile> _files = [];
    private HourlyBatch? _batch;
    private StagedFiles? _staged;
    private long _attempt;

    public IObjectStore Objects => store;

    public TimeSpan GracePeriod => TimeSpan.FromMinutes(1);

    private LakeCatalog Lake => field ??= new LakeCatalog(store, _time, Options.Create(new DeltaOptions()));

    private StagedFiles Staged => _staged ??= new StagedFiles(store, new ScratchFolder(scratch), Options.Create(new StagingOptions()));

    private HourlyBatch Batch =>
        _batch ??= new HourlyBatch(
            this,
            store,
            new DuckDbEngine(Staged, new ScratchFolder(scratch), _time, Options.Create(new DuckDbOptions { MemoryMiB = 512, Threads = 2 })),
            Staged,
            Lake,
            _time,
            Options.Create(new BatchOptions()),
            Options.Create(new DeltaOptions())
        );

    public async Task WriteAsync(string stream, HourWindow hour, IReadOnlyList<string> lines)
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        }
        var key = $"raw/{stream}/{hour.Folder}/{_files.Count:D4}.csv.gz";
        await store.PutAsync(key, bytes.ToArray(), CancellationToken.None);
        _files.Add(new RawFile(stream, key, bytes.Length, hour, counted ? lines.Count : null));
    }

    public async Task<RunReport> RunAsync(HourWindow hour)
    {
        var order = new RunOrder($"{hour.Start:yyyyMMddHH}-{++_attempt:D5}", hour, _attempt, Provisional: false, DryRun: false);
        var report = await Batch.ExecuteAsync(order, IRunProgress.None, CancellationToken.None);
        await Batch.CommitAsync(order, report, CancellationToken.None);
        return report;
    }

    /// <summary>Every row of a table as text, in an order of its own.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(DeltaTableDefinition table)
    {
        var snapshot = await Lake[table].LoadAsync(CancellationToken.None);
        using var lease = Staged.Lease();
        var objects = snapshot.Files.Select(file => new LakeObject($"{table.Prefix}/{file.Path}", file.Bytes)).ToList();
        var files = await lease.FetchAsync(store, objects, CancellationToken.None);
        if (files.Count == 0)
        {
            return [];
        }

        using var session = DuckDbSession.Open(tempFolder: null);
        session.Execute(DuckDbText.CreateView(new ParquetRelation("lake", [.. table.DataColumns], [new ParquetGroup(files)])));
        return [.. session.Query("SELECT CAST(lake AS TEXT) FROM lake ORDER BY 1").Select(row => (string)row[0]!)];
    }

    public void Dispose()
    {
        _batch?.Dispose();
        _staged?.Dispose();
    }

    public Task SealAsync(HourWindow hour, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<RawHour>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<RawFile>> ListFilesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RawFile>>([.. _files.Where(file => file.FolderHour == hour)]);

    public Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
