using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using static Maas.SparkJobs.Tests.Hourly.Rows;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>What a dry run says it would change is what a run then changes, and the dry run changes nothing.</summary>
public sealed class DryRunTests : IDisposable
{
    private readonly LakeFixture _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Compare_RowsAddedRemovedAndChanged_CountsEachAndShowsFive()
    {
        await FillAsync();

        var (order, differences) = await DryRunAsync(Ten);

        var tracking = differences.Single(table => table.Table == "tracking");
        (tracking.RowsAdded, tracking.RowsRemoved, tracking.RowsChanged, tracking.RowsUnchanged).ShouldBe((8, 10, 7, 15));
        foreach (var change in Enum.GetValues<RowChange>())
        {
            tracking.Examples.Count(row => row.Change == change).ShouldBe(5);
        }

        foreach (var row in tracking.Examples.Where(row => row.Change == RowChange.Changed))
        {
            row.Fields.Where(field => field.Before == field.After)
                .Select(field => field.Name)
                .ShouldBe(["message_id", "app_id", "device_key"]);
            row.Fields.Where(field => field.Before != field.After).ShouldBe([new("latitude", "1.5", "2.5")]);
        }

        var added = tracking.Examples.First(row => row.Change == RowChange.Added).Fields;
        added.ShouldAllBe(field => field.Before == null && field.After != null);
        added.Select(field => field.Name).ShouldContain("device_uid");
        differences.Single(table => table.Table == "device_keys").RowsUnchanged.ShouldBe(1);
        differences
            .Single(table => table.Table == "tracked_devices")
            .Examples.ShouldHaveSingleItem()
            .Fields.ShouldContain(new FieldExample("events", "32", "30"));
        await ShouldHaveLeftNothingAsync(order);
        var kept = (await _lake.Batch.FindDifferencesAsync(order, CancellationToken.None)).ShouldNotBeNull();
        kept.Select(Text).ShouldBe(differences.Select(Text));
        (await _lake.Batch.FindDifferencesAsync(_lake.Order(Ten), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Compare_ThenTheRun_ChangesWhatWasSaid()
    {
        await FillAsync();
        var before = await MessagesAsync();
        var (_, differences) = await DryRunAsync(Ten);

        await _lake.RunAsync(Ten);

        var after = await MessagesAsync();
        var tracking = differences.Single(table => table.Table == "tracking");
        after.Keys.Except(before.Keys).Count().ShouldBe((int)tracking.RowsAdded);
        before.Keys.Except(after.Keys).Count().ShouldBe((int)tracking.RowsRemoved);
        after.Count(row => before.TryGetValue(row.Key, out var old) && !old.Equals(row.Value)).ShouldBe((int)tracking.RowsChanged);
        (await DryRunAsync(Ten)).Differences.ShouldAllBe(table =>
            table.RowsAdded == 0 && table.RowsRemoved == 0 && table.RowsChanged == 0 && table.Examples.Count == 0
        );
    }

    [Fact]
    public async Task Compare_HourThatNeverRan_AddsEverything()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02", ("extra", new string('x', 5_000))));

        var tracking = (await DryRunAsync(Ten)).Differences.Single(table => table.Table == "tracking");

        (tracking.RowsAdded, tracking.RowsRemoved, tracking.RowsChanged, tracking.RowsUnchanged).ShouldBe((1, 0, 0, 0));
        tracking.Examples[0].Fields.Single(field => field.Name == "extra").After!.Length.ShouldBe(200);
    }

    /// <summary>Every table says how many rows a run adds, and shows five of them.</summary>
    [Fact]
    public async Task Compare_SevenDevicesOfWhichTwoAreOne_CountsAndShowsThemInEachTable()
    {
        _lake.Raw.Seal(
            "devices",
            Ten,
            Enumerable.Range(0, 7).Select(key => Device($"k{key}", $"10:00:0{key}", ("idfa", key < 2 ? "same" : null)))
        );
        _lake.Raw.Seal("tracking", Ten, Enumerable.Range(0, 7).Select(key => Tracked($"k{key}", $"m{key}", $"10:01:0{key}")));

        var differences = (await DryRunAsync(Ten)).Differences;

        differences
            .ToDictionary(table => table.Table, table => table.RowsAdded)
            .ShouldBe(
                new Dictionary<string, long>
                {
                    ["device_keys"] = 8,
                    ["device_aliases"] = 0,
                    ["device_changes"] = 6,
                    ["tracking"] = 7,
                    ["tracked_devices"] = 6,
                },
                ignoreOrder: true
            );
        differences.ShouldAllBe(table => table.Examples.Count == Math.Min(5, table.RowsAdded));
    }

    /// <summary>32 messages are in the lake; of them the files now hold 15 as they were and 7 with another place, and 8 new ones.</summary>
    private async Task FillAsync()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Enumerable.Range(0, 32).Select(i => Message(i, "1.5")));
        await _lake.RunAsync(Ten);
        _lake.Raw.Clear(Ten);
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Enumerable.Range(10, 30).Select(i => Message(i, i < 17 ? "2.5" : "1.5")));
    }

    private static string Message(int number, string latitude) =>
        Tracked("k1", $"m{number}", $"10:00:{number:00}", ("latitude", latitude), ("longitude", "3"));

    private async Task<(RunOrder Order, IReadOnlyList<TableDifference> Differences)> DryRunAsync(HourWindow hour)
    {
        var order = _lake.Order(hour, dryRun: true);
        var report = await _lake.ExecuteAsync(order);
        var differences = await _lake.Batch.CompareAsync(order, report, CancellationToken.None);
        await _lake.Batch.DiscardAsync(order, "", CancellationToken.None);
        return (order, differences);
    }

    private async Task<Dictionary<string, double>> MessagesAsync() =>
        (await _lake.QueryAsync("SELECT message_id, latitude FROM tracking")).ToDictionary(row => (string)row[0]!, row => (double)row[1]!);

    private async Task ShouldHaveLeftNothingAsync(RunOrder order)
    {
        (await _lake.QueryAsync("SELECT count(*) FROM tracking"))[0][0].ShouldBe(32L);
        List<string> keys = [];
        var folder = $"lake/tracking/{order.Hour.Start:yyyyMMddHH}-{order.Attempt}/";
        await foreach (var item in _lake.Store.ListAsync(folder, CancellationToken.None))
        {
            keys.Add(item.Key);
        }

        keys.ShouldBeEmpty();
    }

    private static string Text(TableDifference table) =>
        $"{table.Table} {table.RowsAdded} {table.RowsRemoved} {table.RowsChanged} {table.RowsUnchanged} "
        + string.Join(';', table.Examples.Select(row => $"{row.Change}:{string.Join(',', row.Fields)}"));
}
