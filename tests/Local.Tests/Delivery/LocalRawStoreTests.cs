using Maas.Local.Delivery;
using Maas.Local.Tests.Support;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Local.Tests.Delivery;

public sealed class LocalRawStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ListFiles_FilesOfOtherTools_HaveNoRows()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await AppendAndSealAsync(host, "own");
        var foreign = host.Folder.Combine($"raw/tracking/{host.Hour.Folder}");
        await File.WriteAllTextAsync(Path.Combine(foreign, "dropped.csv"), "x\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(foreign, "dropped.csv.gz"), "x\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(foreign, ".hidden.csv"), "x\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(foreign, "half.csv.tmp"), "x\n", Stop);

        var files = await host.Raw.ListFilesAsync(host.Hour, Stop);

        files
            .Select(file => (Path.GetFileName(file.Key), file.Rows))
            .Where(file => file.Rows is null)
            .Select(file => file.Item1)
            .ShouldBe(["dropped.csv", "dropped.csv.gz"]);
        files.Count.ShouldBe(3);
    }

    [Fact]
    public async Task ListFiles_SealedFileThatWasAltered_CountsAsForeign()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await AppendAndSealAsync(host, "own");
        var file = (await host.Raw.ListFilesAsync(host.Hour, Stop)).ShouldHaveSingleItem();
        await File.AppendAllTextAsync(host.Folder.Combine(file.Key), "x", Stop);

        (await host.Raw.ListFilesAsync(host.Hour, Stop)).ShouldHaveSingleItem().Rows.ShouldBeNull();
    }

    [Fact]
    public async Task ListHours_FilesComeAndGo_ChangeTheMark()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await AppendAndSealAsync(host, "own");
        var first = await MarkAsync(host);
        (await MarkAsync(host)).ShouldBe(first);
        var dropped = host.Folder.Combine($"raw/devices/{host.Hour.Folder}/dropped.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(dropped)!);

        await File.WriteAllTextAsync(dropped, "x\n", Stop);
        var second = await MarkAsync(host);
        await File.AppendAllTextAsync(dropped, "y\n", Stop);
        var third = await MarkAsync(host);
        File.Delete(dropped);

        new[] { first, second, third }.ShouldBeUnique();
        (await MarkAsync(host)).ShouldBe(first);
    }

    [Fact]
    public async Task ListHours_MovedFileWithAnOldTime_ChangedWhenItAppeared()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        var hour = host.Hour - 5;
        var folder = host.Folder.Combine($"raw/tracking/{hour.Folder}");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "moved.csv");
        await File.WriteAllTextAsync(path, "x\n", Stop);
        File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var listed = (await host.Raw.ListHoursAsync(hour - 100, hour, Stop)).ShouldHaveSingleItem();

        listed.Hour.ShouldBe(hour);
        listed.LastChangedAt.ShouldBe(new DateTimeOffset(Directory.GetLastWriteTimeUtc(folder), TimeSpan.Zero));
    }

    [Fact]
    public async Task ListHours_OutsideTheRange_AreLeftOut()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await AppendAndSealAsync(host, "a");
        host.Time.Advance(TimeSpan.FromHours(30));
        await AppendAndSealAsync(host, "b");

        (await host.Raw.ListHoursAsync(host.Hour - 29, host.Hour, Stop)).Select(hour => hour.Hour).ShouldBe([host.Hour]);
        (await host.Raw.ListHoursAsync(host.Hour - 30, host.Hour, Stop)).Select(hour => hour.Hour).ShouldBe([host.Hour - 30, host.Hour]);
    }

    [Fact]
    public async Task Tallies_RawFileDeletedBySomebody_StayAndTheHourIsStillListed()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await AppendAndSealAsync(host, "gone");
        var file = (await host.Raw.ListFilesAsync(host.Hour, Stop)).ShouldHaveSingleItem();

        File.Delete(host.Folder.Combine(file.Key));

        (await host.Raw.ReadTalliesAsync(host.Hour, Stop)).ShouldHaveSingleItem().Delivered.ShouldBe(1);
        (await host.Raw.ListHoursAsync(host.Hour, host.Hour, Stop)).ShouldHaveSingleItem();
        (await host.Raw.ListFilesAsync(host.Hour, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tallies_RowsNotSealedYet_AreCountedAndSealingChangesNothing()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await AppendAndSealAsync(host, "sealed");
        await host.Stream.AppendAsync(host.Tracking("open", "open too"));

        var before = await host.Raw.ReadTalliesAsync(host.Hour, Stop);
        await host.Raw.SealAsync(host.Hour, Stop);
        var after = await host.Raw.ReadTalliesAsync(host.Hour, Stop);

        before.ShouldBe([new HourTally("demo", Delivered: 3, 0, 0, 0, 0)]);
        after.ShouldBe(before);
    }

    [Fact]
    public async Task Tallies_SeveralAppsAndStarts_AddUp()
    {
        for (var start = 0; start < 2; start++)
        {
            await using var host = DeliveryHost.Started(_folder.Path);
            await AppendAndSealAsync(host, "a");
            await host.Stream.AppendAsync(
                new DeliveryAppend
                {
                    App = "other",
                    ReceivedAt = host.Time.GetUtcNow(),
                    RejectedRows = DeliveryHost.Lines("r"),
                    RejectedRowCount = 1,
                }
            );
            host.Stream.Count("other", host.Time.GetUtcNow(), repeated: 1, refused: 0);
        }

        await using var last = DeliveryHost.Started(_folder.Path);
        (await last.Raw.ReadTalliesAsync(last.Hour, Stop)).ShouldBe([
            new HourTally("demo", 2, 0, 0, 0, 0),
            new HourTally("other", 0, 0, SetAside: 2, Repeated: 2, 0),
        ]);
    }

    [Fact]
    public void Validate_BadOptions_NamesEveryKey()
    {
        var options = new LocalDeliveryOptions
        {
            QueueBytesMax = 0,
            QueueAppendsMax = 0,
            LingerMax = TimeSpan.FromSeconds(1),
            SegmentBytesMax = 0,
            SegmentAgeMax = TimeSpan.Zero,
            BacklogBytesMax = -1,
            GracePeriod = TimeSpan.FromSeconds(-1),
            ShutdownSealTime = TimeSpan.FromSeconds(-1),
            RetainRawFor = TimeSpan.FromMinutes(1),
            RetainRejectedFor = TimeSpan.FromMinutes(1),
            RetainUnrunFor = TimeSpan.FromSeconds(1),
        };

        var failures = new LocalDeliveryOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ToList();

        foreach (var property in typeof(LocalDeliveryOptions).GetProperties())
        {
            failures.ShouldContain(failure => failure.StartsWith($"Maas:Delivery:{property.Name} is ", StringComparison.Ordinal));
        }
    }

    private static async Task AppendAndSealAsync(DeliveryHost host, string row)
    {
        (await host.Stream.AppendAsync(host.Tracking(row))).ShouldBe(DeliveryOutcome.Durable);
        await host.Raw.SealAsync(host.Hour, Stop);
    }

    private static async Task<string> MarkAsync(DeliveryHost host) =>
        (await host.Raw.ListHoursAsync(host.Hour, host.Hour, Stop)).ShouldHaveSingleItem().Mark;
}
