using Maas.Contracts.Runs;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using static Maas.SparkJobs.Tests.Hourly.Rows;

namespace Maas.Grains.Tests.Runs.Lake;

/// <summary>The coordinator over a lake of the real engine: what arrives late, out of order or in the wrong place ends where it belongs.</summary>
public sealed class LedgerOverLakeTests : IAsyncLifetime
{
    private static readonly HourWindow Eleven = Ten + 1;

    private readonly LakeFixture _lake = new();
    private World _world = null!;
    private Process _process = null!;

    public ValueTask InitializeAsync()
    {
        _lake.Time.SetUtcNow((Ten + 3).End.AddMinutes(30));
        _world = new World { Time = _lake.Time };
        _process = new Process(_world, lake: (_lake.Raw, _lake.Batch));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _lake.Dispose();
    }

    [Fact]
    public async Task Tick_LateFileADayAfter_ItsHourHoldsTheNewRowsAndItsNeighbourStays()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        _lake.Raw.Seal("tracking", Eleven, Tracked("k1", "m2", "11:00:02"));
        await SettleAsync();
        (await EventsAsync()).ShouldBe(["10 m1", "11 m2"]);

        _lake.Time.Advance(TimeSpan.FromDays(1));
        // A new event, and a copy of one that the next hour has.
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m3", "10:00:03"), Tracked("k1", "m2", "10:59:59"));
        await _process.TickAsync();
        (await StateAsync(Ten)).ShouldBe(HourState.Reopened);
        (await EventsAsync()).ShouldBe(["10 m1", "11 m2"]);
        await SettleAsync();

        (await EventsAsync()).ShouldBe(["10 m1", "10 m3", "11 m2"]);
        Told().ShouldBe([Ten, Eleven, Ten]);
        _world.Told[^1].Books.ShouldNotBeNull().Duplicate.ShouldBe(1);
    }

    [Fact]
    public async Task Tick_RowsThatCrossTheHoursEndOnTheirWay_AreOfTheHourTheyWereReceivedIn()
    {
        _lake.Raw.EdgeHours = 1;
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:30:00"));
        await SettleAsync();

        // The last rows of the hour are delivered into the next one's folder, a resend of one among that hour's own.
        _lake.Raw.Seal(
            "tracking",
            Eleven,
            Tracked("k1", "m2", "10:59:58"),
            Tracked("k1", "m3", "10:59:59"),
            Tracked("k1", "m3", "11:00:01"),
            Tracked("k1", "m4", "11:00:02")
        );
        await SettleAsync();

        (await EventsAsync()).ShouldBe(["10 m1", "10 m2", "10 m3", "11 m4"]);
        (await StateAsync(Ten)).ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task Tick_DeviceRowAnHourAfterItsTrackingRows_TheyAreMatchedOnceTheirHourHasRunAgain()
    {
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        await SettleAsync();
        (await EventsAsync()).ShouldBeEmpty();

        _lake.Raw.Seal("devices", Eleven, Device("k1", "11:00:01"));
        await SettleAsync();

        (await EventsAsync()).ShouldBe(["10 m1"]);
        Told().ShouldBe([Ten, Eleven, Ten]);
        _world.Merged.Keys.ShouldContain(("k1", _world.Told[^1].RunId));
    }

    [Fact]
    public async Task Tick_RerunReleasesIdentities_TheHourThatCountedThemTakesThem()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"), Tracked("k1", "m2", "10:00:03"));
        _lake.Raw.Seal("tracking", Eleven, Tracked("k1", "m2", "11:00:02"));
        await SettleAsync();
        (await EventsAsync()).ShouldBe(["10 m1", "10 m2"]);

        _lake.Raw.Replace("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        await SettleAsync();

        (await EventsAsync()).ShouldBe(["10 m1", "11 m2"]);
        Told().ShouldBe([Ten, Eleven, Ten, Eleven]);
    }

    [Fact]
    public async Task Tick_BackfillFromTheNewestHourToTheOldest_LeavesWhatTheRightOrderLeaves()
    {
        // Each hour joins its key with the next one's by an advertising id, and has a copy of the hour before.
        for (var hour = 3; hour >= 0; hour--)
        {
            var time = $"{10 + hour}:00";
            _lake.Raw.Seal(
                "devices",
                Ten + hour,
                Device($"k{hour}", $"{time}:01", ("idfa", $"I{hour}")),
                Device($"k{hour}", $"{time}:02", ("idfa", $"I{hour + 1}"))
            );
            _lake.Raw.Seal(
                "tracking",
                Ten + hour,
                Tracked($"k{hour}", $"m{hour}", $"{time}:03"),
                Tracked($"k{Math.Max(hour - 1, 0)}", $"m{Math.Max(hour - 1, 0)}", $"{time}:04")
            );
            await SettleAsync();
        }

        Told().Distinct().ShouldBe([Ten + 3, Ten + 2, Ten + 1, Ten]);
        // Which hour keeps an event that several have is the one that ran first; that one keeps it is what no order changes.
        (await EventsAsync())
            .Select(row => row.Split(' ')[1])
            .ShouldBe(["m0", "m1", "m2", "m3"], ignoreOrder: true);
        var devices = await _lake.QueryAsync(
            "SELECT count(*), count(DISTINCT coalesce(a.device_uid, k.device_uid)) FROM device_keys AS k LEFT JOIN (SELECT alias_uid, min(device_uid) AS device_uid FROM device_aliases GROUP BY alias_uid) AS a ON a.alias_uid = k.device_uid WHERE kind = 'key'"
        );
        (devices[0][0], devices[0][1]).ShouldBe((4L, 1L));
        (await _lake.QueryAsync("SELECT keys FROM devices")).ShouldHaveSingleItem()[0].ShouldBe(4L);
    }

    [Fact]
    public async Task Tick_WhileSomebodyReads_TheyFindOneRunOfAnHourAndNeverTwoOrNone()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m0", "10:00:02", ("event", "1")));
        await SettleAsync();
        using var done = new CancellationTokenSource();
        List<object?[]> seen = [];
        var reader = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    seen.AddRange(await _lake.QueryAsync("SELECT count(*), min(event), max(event) FROM tracking"));
                }
            },
            TestContext.Current.CancellationToken
        );

        for (var run = 2; run <= 6; run++)
        {
            // As many rows as the run's number, which each of them carries.
            _lake.Raw.Replace(
                "tracking",
                Ten,
                Enumerable.Range(0, run).Select(row => Tracked("k1", $"m{row}", "10:00:02", ("event", $"{run}")))
            );
            await SettleAsync();
        }

        await done.CancelAsync();
        await reader;
        seen.ShouldNotBeEmpty();
        seen.ShouldAllBe(row => Equals(row[1], row[2]) && Equals($"{row[0]}", row[1]));
        (await _lake.QueryAsync("SELECT count(*) FROM tracking"))[0][0].ShouldBe(6L);
    }

    /// <summary>Lets quiet times pass until no hour is due any more.</summary>
    private async Task SettleAsync()
    {
        int told;
        do
        {
            told = _world.Told.Count;
            await _process.TickAsync();
            _lake.Time.Advance(_world.Options.QuietTime);
            await _process.TickAsync();
        } while (_world.Told.Count > told);

        _world.Told.ShouldAllBe(outcome => outcome.State == RunState.Succeeded);
    }

    /// <summary>The hours that were run, in their order.</summary>
    private IEnumerable<HourWindow> Told() => _world.Told.Select(outcome => outcome.Hour);

    private async Task<HourState> StateAsync(HourWindow hour) => (await RunHourTests.HourAsync(_process, hour)).State;

    /// <summary>The lake's events, such as <c>10 m1</c>; each is of the one device whose name stands.</summary>
    private async Task<List<string>> EventsAsync() =>
        [.. (await _lake.QueryAsync("SELECT hr || ' ' || message_id FROM tracking ORDER BY 1")).Select(row => (string)row[0]!)];
}
