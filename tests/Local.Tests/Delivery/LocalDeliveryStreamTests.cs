using Maas.Local.Delivery;
using Maas.Local.Tests.Support;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Local.Tests.Delivery;

public sealed class LocalDeliveryStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_RowsOfAllStreams_AreInTheHoursSealedFiles()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        var append = new DeliveryAppend
        {
            App = "demo",
            ReceivedAt = host.Time.GetUtcNow(),
            TrackingRows = [DeliveryHost.Lines("t1", "t2"), DeliveryHost.Lines("t3")],
            TrackingRowCount = 3,
            DeviceRows = DeliveryHost.Lines("d1"),
            DeviceRowCount = 1,
            RejectedRows = DeliveryHost.Lines("r1", "r2"),
            RejectedRowCount = 2,
        };

        (await host.Stream.AppendAsync(append)).ShouldBe(DeliveryOutcome.Durable);

        (await host.SealedRowsAsync()).ShouldBe(["t1", "t2", "t3"]);
        DeliveryHost.ReadSealed(_folder.Path, $"raw/devices/{host.Hour.Folder}").ShouldBe(["d1"]);
        DeliveryHost.ReadSealed(_folder.Path, $"rejected/{host.Hour.Folder}").ShouldBe(["r1", "r2"]);
        var tallies = await host.Raw.ReadTalliesAsync(host.Hour, TestContext.Current.CancellationToken);
        tallies.ShouldBe([new HourTally("demo", Delivered: 3, DeviceRows: 1, SetAside: 2, Repeated: 0, Refused: 0)]);
        var files = await host.Raw.ListFilesAsync(host.Hour, TestContext.Current.CancellationToken);
        files.Select(file => (file.Stream, file.Rows)).ShouldBe([("devices", 1L), ("tracking", 3L)]);
    }

    [Fact]
    public async Task Append_BeforeSealing_ShowsNothingInTheRawFolder()
    {
        await using var host = DeliveryHost.Started(_folder.Path);

        (await host.Stream.AppendAsync(host.Tracking("a"))).ShouldBe(DeliveryOutcome.Durable);

        Directory.EnumerateFiles(host.Folder.Combine("raw"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        (await host.Raw.ListHoursAsync(host.Hour, host.Hour, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Append_ManyAtOnce_AllBecomeDurableInOrderOfTheirArrival()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        var rows = Enumerable.Range(0, 5_000).Select(number => $"row-{number:d5}").ToList();

        var outcomes = await Task.WhenAll(rows.Select(row => host.Stream.AppendAsync(host.Tracking(row)).AsTask()));

        outcomes.ShouldAllBe(outcome => outcome == DeliveryOutcome.Durable);
        (await host.SealedRowsAsync()).ShouldBe(rows);
    }

    [Fact]
    public async Task Append_AcrossTheHour_GoesToTheFolderOfItsReception()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        var earlier = host.Hour;
        var late = host.Tracking("late");
        host.Time.Advance(TimeSpan.FromHours(1));

        await host.Stream.AppendAsync(host.Tracking("next"));
        await host.Stream.AppendAsync(late);

        (await host.SealedRowsAsync(earlier)).ShouldBe(["late"]);
        (await host.SealedRowsAsync()).ShouldBe(["next"]);
    }

    [Fact]
    public async Task Append_OverTheQueuesBytes_IsRefusedAtOnce()
    {
        await using var host = DeliveryHost.Started(_folder.Path, ("Maas:Delivery:QueueBytesMax", "1048576"));

        var outcome = await host.Stream.AppendAsync(host.Tracking(new string('x', 1_048_576)));

        outcome.ShouldBe(DeliveryOutcome.Refused);
        (await host.Stream.AppendAsync(host.Tracking("small"))).ShouldBe(DeliveryOutcome.Durable);
        (await host.SealedRowsAsync()).ShouldBe(["small"]);
    }

    [Fact]
    public async Task Append_RowsWithoutLineEnd_Throws()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        var append = new DeliveryAppend
        {
            App = "demo",
            ReceivedAt = DeliveryHost.Noon,
            DeviceRows = new byte[] { 1 },
            DeviceRowCount = 1,
        };

        await Should.ThrowAsync<ArgumentException>(async () => await host.Stream.AppendAsync(append));
    }

    [Fact]
    public async Task Append_OverTheSegmentSize_SealsInTheBackground()
    {
        await using var host = DeliveryHost.Started(_folder.Path, ("Maas:Delivery:SegmentBytesMax", "4096"));
        for (var number = 0; number < 20; number++)
        {
            await host.Stream.AppendAsync(host.Tracking(new string((char)('a' + number), 1000)));
        }

        (await host.SealedRowsAsync()).Count.ShouldBe(20);
        var files = await host.Raw.ListFilesAsync(host.Hour, TestContext.Current.CancellationToken);
        files.Count.ShouldBeGreaterThan(3);
        files.Sum(file => file.Rows).ShouldBe(20);
    }

    [Fact]
    public async Task Stop_WithRowsOpen_SealsThemAndRefusesMore()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await host.Stream.AppendAsync(host.Tracking("a"));

        await host.DisposeAsync();

        DeliveryHost.ReadSealed(_folder.Path, "raw/tracking").ShouldBe(["a"]);
        Directory.EnumerateFiles(Path.Combine(_folder.Path, "open")).ShouldBeEmpty();
        (await host.Stream.AppendAsync(host.Tracking("b"))).ShouldBe(DeliveryOutcome.Refused);
        host.Stream.Health.Ready.ShouldBeFalse();
    }

    [Fact]
    public async Task Count_WithoutRows_IsInTheTallies()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        host.Stream.Count("demo", DeliveryHost.Noon, repeated: 2, refused: 0);
        host.Stream.Count("demo", DeliveryHost.Noon, repeated: 1, refused: 5);

        var tallies = await host.Raw.ReadTalliesAsync(HourWindow.Of(DeliveryHost.Noon), TestContext.Current.CancellationToken);

        tallies.ShouldBe([new HourTally("demo", 0, 0, 0, Repeated: 3, Refused: 5)]);
    }

    /// <summary>Again and again, for what is waited for and what it is counted in were two steps once, with a thread's time between them.</summary>
    [Fact]
    public async Task Seal_Ended_LeavesNoBacklog()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        var sealer = host.Get<SegmentSealer>();
        for (var at = 0; at < 100; at++)
        {
            await host.Stream.AppendAsync(host.Tracking($"{at}"));
            await host.Raw.SealAsync(host.Hour, TestContext.Current.CancellationToken);

            sealer.BacklogBytes.ShouldBe(0);
        }
    }
}
