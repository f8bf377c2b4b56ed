using System.Collections.Concurrent;
using Maas.Grains.Runs;
using Maas.Tracking.Delivery;
using Maas.Tracking.Devices;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;

namespace Maas.Grains.Tests.Runs;

/// <summary>All that outlives a process: grain storage, raw files and delivery's counts, the lake, the device registry, the messages sent.</summary>
internal sealed class World
{
    public static readonly HourWindow Hour = HourWindow.Of(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Half past eleven: the hour is closed, its grace period over.</summary>
    public FakeTimeProvider Time { get; init; } = new(Hour.End.AddMinutes(30));

    public RunsOptions Options { get; } =
        new()
        {
            MergePageDevices = 4,
            MergePagesPerSave = 2,
            MergeRetryDelay = TimeSpan.Zero,
        };

    public ConcurrentDictionary<GrainId, (string Json, int Version)> Storage { get; } = new();

    public SortedDictionary<HourWindow, RawHour> Raw { get; } = [];

    public Dictionary<HourWindow, List<HourTally>> Tallies { get; } = [];

    /// <summary>Rows that an engine reads in an hour, if they differ from what delivery counted.</summary>
    public Dictionary<HourWindow, List<EngineTally>> Reads { get; } = [];

    public Dictionary<HourWindow, List<HourWindow>> Reopens { get; } = [];

    /// <summary>Names of the raw files of an hour; one by default.</summary>
    public Dictionary<HourWindow, string[]> Files { get; } = [];

    /// <summary>Rows appended since the open segment was last sealed.</summary>
    public HashSet<HourWindow> Unsealed { get; } = [];

    public int ChangedDevices { get; set; } = 10;

    public ConcurrentDictionary<RunOrder, RunReport> Reports { get; } = new();

    /// <summary>Whether an engine goes on when the process that submitted an attempt dies.</summary>
    public bool EngineOutlives { get; init; }

    /// <summary>What such an engine works on.</summary>
    public ConcurrentDictionary<RunOrder, RunCluster> Clusters { get; } = new();

    /// <summary>The lake's hours: what each commit that took effect was of.</summary>
    public List<RunOrder> Commits { get; } = [];

    /// <summary>The run behind each of the lake's hours, as an order of which nothing else is known.</summary>
    public IEnumerable<RunOrder> Committed =>
        Commits.GroupBy(order => order.Hour).Select(commits => commits.MaxBy(order => order.Attempt)! with { Provisional = false });

    /// <summary>Commits of an attempt that was there already.</summary>
    public List<RunOrder> Repeats { get; } = [];

    /// <summary>What dry runs found, kept beside them.</summary>
    public ConcurrentDictionary<RunOrder, IReadOnlyList<TableDifference>> Differences { get; } = new();

    public List<RunOrder> Discarded { get; } = [];

    public List<RunOrder> Executed { get; } = [];

    public ConcurrentDictionary<(string DeviceKey, string RunId), int> Merged { get; } = new();

    /// <summary>How often the registry was dropped.</summary>
    public int Drops { get; private set; }

    /// <summary>Whether the lake wants housekeeping after each run.</summary>
    public bool MaintenanceDue { get; set; }

    public List<RunNotice> Notices { get; } = [];

    public IReadOnlyList<RunOutcome> Told => [.. Notices.OfType<RunOutcome>()];

    public HourLedgerProbe Ledger => new(this);

    public void AddRows(HourWindow hour, long rows, string mark = "m1", DateTimeOffset? at = null)
    {
        Raw[hour] = new(hour, mark, at ?? hour.End);
        Tallies[hour] = [new("demo", rows, 1, 2, 3, 4)];
    }

    public IReadOnlyList<RawFile> List(HourWindow hour) =>
        [
            .. Files
                .GetValueOrDefault(hour, ["a"])
                .Select(name => new RawFile("tracking", $"raw/tracking/{hour.Folder}/{name}.csv.gz", 10, hour, 5)),
        ];

    public IReadOnlyList<EngineTally> Read(HourWindow hour) =>
        Reads.TryGetValue(hour, out var reads)
            ? reads
            : [.. Tallies.GetValueOrDefault(hour, []).Select(t => new EngineTally(t.App, t.Delivered, t.Delivered, 0, 0, 0))];

    public IReadOnlyList<DeviceTally> ReadDevices(HourWindow hour) =>
        [.. Tallies.GetValueOrDefault(hour, []).Select(t => new DeviceTally(t.App, t.DeviceRows, 0))];

    public IReadOnlyList<LakeDevice> Devices(RunOrder order) =>
        [
            .. Enumerable
                .Range(0, ChangedDevices)
                .Select(i => new LakeDevice
                {
                    App = "demo",
                    DeviceKey = $"device-{i}",
                    DeviceUid = $"uid-{i}",
                    RunId = order.RunId,
                    Hour = order.Hour,
                }),
        ];

    public long DropRegistry()
    {
        Drops++;
        var dropped = Merged.Count;
        Merged.Clear();
        return dropped;
    }

    public void Commit(RunOrder order)
    {
        var latest = Commits.Where(commit => commit.Hour == order.Hour).Select(commit => commit.Attempt).DefaultIfEmpty(0).Max();
        if (latest > order.Attempt)
        {
            throw new StaleRunException($"table tracking holds attempt {latest} of {order.Hour}", latest);
        }

        (latest == order.Attempt ? Repeats : Commits).Add(order);
    }
}

/// <summary>What storage holds of the ledger, read as a new process would.</summary>
internal sealed class HourLedgerProbe(World world)
{
    public HourEntry Entry(HourWindow hour) =>
        LedgerCodec.ReadDay(world.Storage[GrainId.Create("ledger", LedgerDate.Of(hour).ToString())].Json).Find(hour)!;

    public RebuildRecord? Rebuild =>
        world.Storage.TryGetValue(GrainId.Create("ledger", "rebuild"), out var stored) ? LedgerCodec.ReadRebuild(stored.Json) : null;

    public RunRecord LastRun(HourWindow hour) => Entry(hour).Runs[^1];
}
