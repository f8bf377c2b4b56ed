using Maas.Tracking.Time;
using static Maas.SparkJobs.Tests.Hourly.Rows;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>A device key that the lake has learned stays known, also when its hour runs again without the row that stated it.</summary>
public sealed class KnownKeysTests : IDisposable
{
    private readonly LakeFixture _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Execute_DeviceFileReplacedByOneOfFewerRows_TheKeyStaysForTheHoursThatFoundItKnown()
    {
        DropDevices(Device("k1", "10:00:01"), Device("k2", "10:00:02"));
        await _lake.RunAsync(Ten);
        _lake.Raw.Seal("devices", Ten + 1, Device("k2", "11:00:01"));
        _lake.Raw.Seal("tracking", Ten + 1, Tracked("k2", "m1", "11:00:02"));
        await _lake.RunAsync(Ten + 1);
        var before = await KeysAsync();

        _lake.Raw.Clear(Ten);
        DropDevices(Device("k1", "10:00:01"));
        await _lake.RunAsync(Ten);

        (await KeysAsync()).ShouldBe(before);
        (await ShouldMatchAsync(Ten + 2, "k2")).ShouldBe(before[1]);
        await _lake.RunAsync(Ten + 1);
        await _lake.RunAsync(Ten);
        (await KeysAsync()).ShouldBe(before);
        (await _lake.QueryAsync("SELECT sum(new_keys)::BIGINT FROM device_changes WHERE hr = '10'"))[0][0].ShouldBe(1L);
    }

    [Fact]
    public async Task Execute_RowsOfTheHourItselfOfAKeyThatItNoLongerStates_AreMatched()
    {
        DropDevices(Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten + 1, Tracked("k1", "m1", "11:00:02"));
        await _lake.RunAsync(Ten);
        await _lake.RunAsync(Ten + 1);

        _lake.Raw.Clear(Ten);
        await ShouldMatchAsync(Ten, "k1");
        await _lake.RunAsync(Ten + 1);

        (await _lake.QueryAsync("SELECT count(DISTINCT device_uid), count(*) FROM tracking")).ShouldBe(
            [
                [1L, 2L],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Execute_KeyThatIsNoLongerStatedAndWasJoinedMeanwhile_HasTheNameThatStands()
    {
        DropDevices(Device("k0", "10:00:00", ("idfa", "A")), Device("k1", "10:00:01", ("idfa", "B")));
        await _lake.RunAsync(Ten);
        _lake.Raw.Seal("devices", Ten + 1, Device("k2", "11:00:01", ("idfa", "A")), Device("k2", "11:00:02", ("idfa", "B")));
        await _lake.RunAsync(Ten + 1);

        _lake.Raw.Clear(Ten);
        DropDevices(Device("k0", "10:00:00", ("idfa", "A")));
        await _lake.RunAsync(Ten);

        var names = await _lake.QueryAsync(
            "SELECT count(*), count(DISTINCT coalesce(a.device_uid, k.device_uid)) FROM device_keys AS k LEFT JOIN device_aliases AS a ON a.alias_uid = k.device_uid WHERE kind = 'key'"
        );
        names.ShouldBe(
            [
                [3L, 1L],
            ],
            new RowComparer()
        );
    }

    private void DropDevices(params IEnumerable<string> rows) =>
        _lake.Raw.Drop("devices", Ten, FakeRawStore.Gzip(string.Concat(rows.Select(row => row + "\n"))));

    /// <summary>A row of the key in the hour is matched; returns the key with its device, as <see cref="KeysAsync"/> does.</summary>
    private async Task<string> ShouldMatchAsync(HourWindow hour, string key)
    {
        _lake.Raw.Seal("tracking", hour, Tracked(key, $"{hour}", $"{hour.Start:HH}:00:02"));
        (await _lake.RunAsync(hour)).Apps.ShouldHaveSingleItem().Matched.ShouldBe(1);
        var row = await _lake.QueryAsync($"SELECT device_uid FROM tracking WHERE device_key = '{key}' AND hr = '{hour.Hour}'");
        return $"{key} {row[0][0]}";
    }

    private async Task<List<string>> KeysAsync() =>
        [.. (await _lake.QueryAsync("SELECT device_key || ' ' || device_uid FROM device_keys ORDER BY 1")).Select(row => (string)row[0]!)];
}
