using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>Takes a lake and the oracle through the same world.</summary>
/// <param name="lake">The lake.</param>
/// <param name="horizonHours">The horizon that it was told.</param>
/// <param name="edgeHours">How far around its hour a run reads folders: delivery may put a row into a neighbour's.</param>
internal sealed class OracleRuns(LakeFixture lake, int horizonHours, int edgeHours = 0)
{
    private readonly List<OracleFile> _files = [];

    public OracleLake Oracle { get; } = new(horizonHours);

    /// <summary>The name that stands of each key, after the last run.</summary>
    public IReadOnlyDictionary<(string App, string Key), string> Uids { get; private set; } = new Dictionary<(string, string), string>();

    /// <summary>After each run compares what it reports and what the lake holds; at the end runs what is re-opened, until all is settled.</summary>
    public async Task RunAsync(IEnumerable<WorldStep> steps)
    {
        SortedSet<HourWindow> open = [];
        foreach (var step in steps)
        {
            Add(step.Files);
            open.Remove(step.Hour);
            open.UnionWith(await RunAsync(step.Hour));
        }

        for (var runs = 0; open.Count > 0; runs++)
        {
            runs.ShouldBeLessThan(50, "hours re-open one another without end");
            var hour = open.Min;
            open.Remove(hour);
            open.UnionWith(await RunAsync(hour));
        }
    }

    /// <summary>Runs the hour and compares; returns the hours that it re-opens.</summary>
    public async Task<IReadOnlySet<HourWindow>> RunAsync(HourWindow hour)
    {
        var expected = Oracle.Run(hour, _files.Where(file => Math.Abs(file.Folder.Index - hour.Index) <= edgeHours));
        var (order, report) = await lake.RunWithOrderAsync(hour);

        report.Apps.ShouldBe(expected.Apps, ignoreOrder: true);
        report.Devices.ShouldBe(expected.Devices, ignoreOrder: true);
        report.Reopens.ShouldBe(expected.Reopens, ignoreOrder: true);
        (report.UnfinishedLinks, report.OverlinkedIds).ShouldBe((0, 0));
        var comparison = new OracleComparison(lake, Oracle);
        await comparison.CompareAsync();
        var changed = (await lake.ChangedAsync(order, page: 1_000)).ToDictionary(device => (device.App, device.DeviceKey));
        expected.Changed.Keys.ShouldBeSubsetOf(changed.Keys);
        foreach (var (key, device) in changed)
        {
            device.HourCount.ShouldBe(expected.Changed.GetValueOrDefault(key));
            device.DeviceUid.ShouldBe(comparison.Uids[key]);
        }

        Uids = comparison.Uids;
        if (await lake.Batch.IsMaintenanceDueAsync(CancellationToken.None))
        {
            await lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);
        }

        return expected.Reopens;
    }

    private void Add(IEnumerable<OracleFile> files)
    {
        foreach (var file in files)
        {
            _files.Add(file);
            file.WriteTo(lake.Raw);
        }
    }
}
