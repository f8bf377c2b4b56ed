using Maas.SparkJobs.Lake;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using static Maas.SparkJobs.Tests.Hourly.Rows;

namespace Maas.SparkJobs.Tests.Lake;

public sealed class DeviceCompactionTests : IDisposable
{
    private const int Hours = 4;

    private readonly LakeFixture _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Maintain_HourAfterHour_KeepsTheNotesOfTheLastTwo()
    {
        for (var hour = 0; hour < Hours; hour++)
        {
            await RunAndMaintainAsync(hour);
            (await NotesAsync()).ShouldBe(Math.Min(hour + 1, 2));
        }

        (await DevicesAsync()).Count.ShouldBe(Hours, "the last hour joins one of five into another");
    }

    [Fact]
    public async Task FindDue_OneMoreHour_StartsFromTheTable()
    {
        await RunAndMaintainAsync(0);
        await RunAndMaintainAsync(1);
        await RunAsync(2);

        var work = (await FindDueAsync()).ShouldNotBeNull();

        work.Before.ShouldNotBeEmpty();
        work.Pending.Count.ShouldBe(1);
        work.Active.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Maintain_StepByStepOrAllAnew_GivesTheSameDevices()
    {
        for (var hour = 0; hour < Hours; hour++)
        {
            await RunAndMaintainAsync(hour);
        }

        (await FindDueAsync()).ShouldBeNull();
        var step = await DevicesAsync();

        await _lake.RunAsync(Ten + 1);

        var work = (await FindDueAsync()).ShouldNotBeNull("an hour that the table holds ran again");
        work.Before.ShouldBeEmpty();
        work.Pending.Count.ShouldBe(Hours);
        await MaintainAsync();
        (await FindDueAsync()).ShouldBeNull();
        (await DevicesAsync()).ShouldBe(step);
    }

    private async Task RunAndMaintainAsync(int hour)
    {
        await RunAsync(hour);
        await MaintainAsync();
    }

    /// <summary>A device of the hour's own, and one that says something new each hour and joins another in the last.</summary>
    private async Task RunAsync(int hour)
    {
        _lake.Raw.Seal(
            "devices",
            Ten + hour,
            Device($"k{hour}", $"{10 + hour}:00:01", ("idfa", $"I{hour}")),
            Device("all", $"{10 + hour}:00:02", ("model", $"M{hour}"), ("idfa", hour == Hours - 1 ? "I0" : "ALL"))
        );
        await _lake.RunAsync(Ten + hour);
    }

    private Task MaintainAsync() => _lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);

    private Task<CompactionWork?> FindDueAsync() =>
        new DeviceCompaction(_lake.Store, _lake.Files, _lake.Lake, _lake.Time).FindDueAsync(CancellationToken.None);

    private async Task<int> NotesAsync() => await _lake.Store.ListAsync("lake/devices/_compacted/", CancellationToken.None).CountAsync();

    private async Task<List<string>> DevicesAsync() =>
        [.. (await _lake.QueryAsync("SELECT * FROM devices")).Select(row => string.Join('|', row)).Order(StringComparer.Ordinal)];
}
