using Maas.SparkJobs.Lake;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using static Maas.SparkJobs.Tests.Hourly.Rows;

namespace Maas.SparkJobs.Tests.Lake;

public sealed class FileCompactionTests : IDisposable
{
    private const int Hours = 4;
    private const int Buckets = 16;

    private readonly LakeFixture _lake = new();

    public FileCompactionTests() => _lake.DeltaOptions.SmallFilesMax = Buckets;

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Maintain_ManySmallFiles_AreOneABucketAndHoldTheSameRows()
    {
        await RunHoursAsync();
        var before = await KeysAsync();
        (await FileCountAsync()).ShouldBeGreaterThan(Buckets);

        (await _lake.Batch.IsMaintenanceDueAsync(CancellationToken.None)).ShouldBeTrue();
        await _lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);

        (await FileCountAsync()).ShouldBeLessThanOrEqualTo(Buckets);
        (await KeysAsync()).ShouldBe(before);
        (await _lake.Batch.IsMaintenanceDueAsync(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Maintain_TwiceAtOneInstant_KeepsEveryRowOnce()
    {
        await RunHoursAsync();
        await _lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);
        await RunHoursAsync(from: Hours);
        var before = await KeysAsync();

        await _lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);

        (await FileCountAsync()).ShouldBeLessThanOrEqualTo(Buckets);
        (await KeysAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Execute_HourWhoseKeysWereCompacted_AddsOnlyWhatIsNew()
    {
        await RunHoursAsync();
        var changes = await ChangesAsync();
        await _lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);
        var before = await KeysAsync();

        await _lake.RunAsync(Ten + 1);

        (await KeysAsync()).ShouldBe(before);
        (await ChangesAsync()).ShouldBe(changes);
        _lake.Raw.Seal("devices", Ten + 1, Device("late", "11:30:00", ("idfa", "I0")));
        await _lake.RunAsync(Ten + 1);
        (await KeysAsync()).Count.ShouldBe(before.Count + 2, "the key, and the further link of its id");
    }

    [Fact]
    public async Task Commit_HourWhoseKeysWereCompactedSinceItWasRead_IsRefusedAndTheNextTryAddsNothingTwice()
    {
        await RunHoursAsync();
        var before = await KeysAsync();
        var order = _lake.Order(Ten + 1);
        var report = await _lake.ExecuteAsync(order);
        await _lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);
        _lake.Open();

        var refusal = await Should.ThrowAsync<StaleRunException>(() => _lake.Batch.CommitAsync(order, report, CancellationToken.None));

        refusal.CommittedAttempt.ShouldBe(0, "no attempt is to be passed");
        (await KeysAsync()).ShouldBe(before);
        await _lake.RunAsync(Ten + 1);
        (await KeysAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Maintain_ManySmallFilesOfAliases_AreOneAndEveryNameStaysJoined()
    {
        _lake.Raw.Seal("devices", Ten, Enumerable.Range(0, Hours).Select(key => Device($"k{key}", $"10:00:{key:00}", ("idfa", $"I{key}"))));
        await _lake.RunAsync(Ten);
        for (var hour = 1; hour < Hours; hour++)
        {
            _lake.Raw.Seal("devices", Ten + hour, Device($"k{hour}", $"{10 + hour}:00:00", ("idfa", "I0")));
            await _lake.RunAsync(Ten + hour);
        }

        var before = await AliasesAsync();
        before.Count.ShouldBe(Hours - 1);
        _lake.DeltaOptions.SmallFilesMax = Hours - 2;

        await _lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);

        (await _lake.Lake[LakeTables.DeviceAliases].LoadAsync(CancellationToken.None)).FileCount.ShouldBe(1);
        (await AliasesAsync()).ShouldBe(before);
        _lake.Raw.Clear(Ten + 2);
        await _lake.RunAsync(Ten + 1);
        await _lake.RunAsync(Ten + 2);
        (await AliasesAsync()).ShouldBe(before);
        (await RowsAsync("SELECT keys FROM devices")).ShouldBe([$"{Hours}"]);
    }

    private async Task RunHoursAsync(int from = 0)
    {
        for (var hour = from; hour < from + Hours; hour++)
        {
            _lake.Raw.Seal(
                "devices",
                Ten + hour,
                Enumerable.Range(0, 20).Select(key => Device($"k{hour}-{key}", $"{10 + hour}:00:{key:00}", ("idfa", $"I{key}")))
            );
            await _lake.RunAsync(Ten + hour);
        }
    }

    private async Task<int> FileCountAsync() => (await _lake.Lake[LakeTables.DeviceKeys].LoadAsync(CancellationToken.None)).FileCount;

    private async Task<List<string>> KeysAsync() => await RowsAsync("SELECT * FROM device_keys");

    private async Task<List<string>> AliasesAsync() => await RowsAsync("SELECT * FROM device_aliases");

    private async Task<List<string>> ChangesAsync() => await RowsAsync("SELECT device_uid, new_keys, dt, hr FROM device_changes");

    private async Task<List<string>> RowsAsync(string sql) =>
        [.. (await _lake.QueryAsync(sql)).Select(row => string.Join('|', row)).Order(StringComparer.Ordinal)];
}
