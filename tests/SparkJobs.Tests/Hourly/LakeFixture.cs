using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Hourly;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Devices;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>A lake in a temporary folder, and runs over it.</summary>
internal sealed class LakeFixture : IDisposable
{
    private readonly Dictionary<HourWindow, long> _attempts = [];
    private readonly Func<LakeFixture, IBatchEngine> _engine;

    public LakeFixture(Action<BatchOptions>? configure = null, Func<LakeFixture, IBatchEngine>? engine = null)
    {
        configure?.Invoke(Options);
        _engine = engine ?? DuckDb;
        Raw = new FakeRawStore(Store, Time);
        Open();
    }

    public FolderObjectStore Store { get; } = new();

    public FakeRawStore Raw { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public BatchOptions Options { get; } = new();

    public DeltaOptions DeltaOptions { get; } = new();

    public ScratchFolder Scratch => new(Store.Locate("tmp"));

    public StagedFiles Files { get; private set; } = null!;

    public LakeCatalog Lake { get; private set; } = null!;

    public HourlyBatch Batch { get; private set; } = null!;

    /// <summary>The engine that runs take by default.</summary>
    public static IBatchEngine DuckDb(LakeFixture lake) =>
        new DuckDbEngine(
            lake.Files,
            lake.Scratch,
            lake.Time,
            Microsoft.Extensions.Options.Options.Create(new DuckDbOptions { MemoryMiB = 512, Threads = 2 })
        );

    /// <summary>Opens the lake anew, as a process does that starts after a crash.</summary>
    public void Open()
    {
        Batch?.Dispose();
        Lake = new LakeCatalog(Store, Time, Microsoft.Extensions.Options.Options.Create(DeltaOptions));
        Files = new StagedFiles(Store, Scratch, Microsoft.Extensions.Options.Options.Create(new StagingOptions()));
        Batch = new HourlyBatch(
            Raw,
            Store,
            _engine(this),
            Files,
            Lake,
            Time,
            Microsoft.Extensions.Options.Options.Create(Options),
            Microsoft.Extensions.Options.Options.Create(DeltaOptions)
        );
    }

    public RunOrder Order(HourWindow hour, bool dryRun = false)
    {
        var attempt = _attempts[hour] = _attempts.GetValueOrDefault(hour) + 1;
        return new RunOrder($"{hour.Start:yyyyMMddHH}-{attempt:D5}", hour, attempt, Provisional: false, dryRun);
    }

    public Task<RunReport> ExecuteAsync(RunOrder order) => Batch.ExecuteAsync(order, IRunProgress.None, CancellationToken.None);

    public async Task<RunReport> RunAsync(HourWindow hour) => (await RunWithOrderAsync(hour)).Report;

    public async Task<(RunOrder Order, RunReport Report)> RunWithOrderAsync(HourWindow hour)
    {
        var order = Order(hour);
        var report = await ExecuteAsync(order);
        await Batch.CommitAsync(order, report, CancellationToken.None);
        return (order, report);
    }

    public async Task<IReadOnlyList<LakeDevice>> ChangedAsync(RunOrder order, int page = 7)
    {
        List<LakeDevice> all = [];
        while (true)
        {
            var next = await Batch.ReadChangedDevicesAsync(order, all.Count, page, CancellationToken.None);
            all.AddRange(next);
            if (next.Count < page)
            {
                return all;
            }
        }
    }

    /// <summary>Rows of a query over the lake's tables by name.</summary>
    public async Task<IReadOnlyList<object?[]>> QueryAsync(string sql) => (await QueryAllAsync(sql))[0];

    /// <summary>Rows of several queries over one state of the lake.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<object?[]>>> QueryAllAsync(params IEnumerable<string> queries)
    {
        using var lake = await LakeDatabase.OpenAsync(
            Store,
            LakeScope.Everything,
            new ScratchFolder(Store.Locate("tmp")),
            new StagingOptions(),
            Time,
            CancellationToken.None
        );
        List<IReadOnlyList<object?[]>> answers = [];
        foreach (var sql in queries)
        {
            await using var command = lake.Connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync();
            List<object?[]> rows = [];
            while (await reader.ReadAsync())
            {
                rows.Add([
                    .. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column)),
                ]);
            }

            answers.Add(rows);
        }

        return answers;
    }

    public void Dispose()
    {
        Batch.Dispose();
        Store.Dispose();
    }
}
