using Maas.Local.Delivery;
using Maas.Local.Tests.Support;
using Maas.Tracking.Delivery;

namespace Maas.Local.Tests.Delivery;

public sealed class DeliveryFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_FailedWriteThatCouldBeCut_IsRefusedAndLeavesNothing()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await host.Stream.AppendAsync(host.Tracking("before"));
        host.Files.BytesOfFailedWrite = 70;
        host.Files.FailWrite = () => true;

        (await host.Stream.AppendAsync(host.Tracking("torn"))).ShouldBe(DeliveryOutcome.Refused);

        host.Stream.Health.Ready.ShouldBeFalse();
        host.Stream.Health.Reason.ShouldContain("No space left");
        host.Files.FailWrite = () => false;
        (await host.Stream.AppendAsync(host.Tracking("after"))).ShouldBe(DeliveryOutcome.Durable);
        host.Stream.Health.Ready.ShouldBeTrue();
        (await host.SealedRowsAsync()).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task Append_FailedFlush_IsUnknownAndTheSegmentIsSealedAtItsDurableEnd()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await host.Stream.AppendAsync(host.Tracking("before"));
        var first = host.OpenSegment();
        var failures = 1;
        host.Files.FailFlush = () => failures-- > 0;

        (await host.Stream.AppendAsync(host.Tracking("unknown"))).ShouldBe(DeliveryOutcome.Unknown);

        (await host.Stream.AppendAsync(host.Tracking("after"))).ShouldBe(DeliveryOutcome.Durable);
        host.OpenSegment().ShouldNotBe(first);
        (await host.SealedRowsAsync()).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task Append_FailingAgainAndAgain_IsLoggedOnceAnOutage()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        foreach (var outage in (string[])["first", "second"])
        {
            host.Files.FailWrite = () => true;
            await host.Stream.AppendAsync(host.Tracking(outage));
            await host.Stream.AppendAsync(host.Tracking(outage));
            host.Files.FailWrite = () => false;
            await host.Stream.AppendAsync(host.Tracking(outage));
        }

        host.Logs.GetSnapshot()
            .Count(record => record.Message.StartsWith("Appends cannot be written", StringComparison.Ordinal))
            .ShouldBe(2);
    }

    [Fact]
    public async Task Append_SegmentCannotBeOpened_IsRefused()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        host.Files.FailCreate = () => true;

        (await host.Stream.AppendAsync(host.Tracking("a"))).ShouldBe(DeliveryOutcome.Refused);

        host.Files.FailCreate = () => false;
        (await host.Stream.AppendAsync(host.Tracking("b"))).ShouldBe(DeliveryOutcome.Durable);
        (await host.SealedRowsAsync()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task Tick_WhileUnhealthyWithoutAppends_FindsThatTheDiskHasRecovered()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        host.Files.FailWrite = () => true;
        await host.Stream.AppendAsync(host.Tracking("a"));
        host.Files.FailWrite = () => false;
        host.Stream.Health.Ready.ShouldBeFalse();

        host.Stream.Tick();
        await host.Raw.SealAsync(host.Hour, TestContext.Current.CancellationToken);

        host.Stream.Health.Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task Append_BelowTheFloorOfFreeSpace_IsRefusedUntilThereIsSpace()
    {
        await using var host = DeliveryHost.Started(_folder.Path, ("Maas:Data:FreeBytesMin", "1000"));
        host.Files.Free = 999;
        host.Stream.Tick();

        (await host.Stream.AppendAsync(host.Tracking("a"))).ShouldBe(DeliveryOutcome.Refused);
        host.Stream.Health.Reason.ShouldContain("Maas:Data:FreeBytesMin");

        host.Files.Free = 1000;
        host.Stream.Tick();
        host.Stream.Health.Ready.ShouldBeTrue();
        (await host.Stream.AppendAsync(host.Tracking("b"))).ShouldBe(DeliveryOutcome.Durable);
    }

    [Fact]
    public async Task Append_BacklogAboveItsBound_IsRefusedUntilItIsSealed()
    {
        await using var host = DeliveryHost.Started(
            _folder.Path,
            ("Maas:Delivery:SegmentBytesMax", "4096"),
            ("Maas:Delivery:BacklogBytesMax", "4096")
        );
        host.Files.FailReplace = () => true;
        (await host.Stream.AppendAsync(host.Tracking(new string('x', 5000)))).ShouldBe(DeliveryOutcome.Durable);
        await Should.ThrowAsync<IOException>(() => host.Raw.SealAsync(host.Hour, TestContext.Current.CancellationToken));

        (await host.Stream.AppendAsync(host.Tracking("refused"))).ShouldBe(DeliveryOutcome.Refused);
        host.Stream.Health.Reason.ShouldContain("Maas:Delivery:BacklogBytesMax");

        host.Files.FailReplace = () => false;
        (await host.SealedRowsAsync()).Count.ShouldBe(1);
        host.Stream.Tick();
        (await host.Stream.AppendAsync(host.Tracking("taken"))).ShouldBe(DeliveryOutcome.Durable);
    }

    /// <summary>The sealer is held in the middle of an attempt that fails; what made it fail is mended before the seal is asked for.</summary>
    [Fact]
    public async Task Seal_WhileAnEarlierAttemptFails_WaitsForTheNext()
    {
        await using var host = DeliveryHost.Started(_folder.Path, ("Maas:Delivery:SegmentBytesMax", "4096"));
        using var failing = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Files.FailReplace = () =>
        {
            host.Files.FailReplace = () => false;
            begun.SetResult();
            failing.Wait();
            return true;
        };
        await host.Stream.AppendAsync(host.Tracking(new string('x', 5000)));
        await begun.Task;

        var sealing = host.Get<SegmentSealer>().WhenSealed(host.Hour);
        failing.Set();
        await sealing;

        DeliveryHost.ReadSealed(_folder.Path, "raw").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Seal_ClosedSegmentDamagedAtItsEnd_IsDamageAndTheBooksStillCountItsRows()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await host.Stream.AppendAsync(host.Tracking("whole"));
        await host.Stream.AppendAsync(host.Tracking("damaged"));
        var path = host.OpenSegment();
        host.Files.FailReplace = () => true;
        await Should.ThrowAsync<IOException>(() => host.Raw.SealAsync(host.Hour, TestContext.Current.CancellationToken));
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^2] ^= 0xFF;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        host.Files.FailReplace = () => false;

        (await host.SealedRowsAsync()).ShouldBe(["whole"]);

        Directory.EnumerateFiles(host.Folder.Combine("damaged")).Count().ShouldBe(1);
        (await host.Raw.ReadTalliesAsync(host.Hour, TestContext.Current.CancellationToken)).ShouldBe([
            new HourTally("demo", Delivered: 2, 0, 0, 0, 0),
        ]);
    }

    [Fact]
    public async Task Seal_SecondFileCannotBeFlushed_LeavesNoTemporaryFile()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await host.Stream.AppendAsync(
            new DeliveryAppend
            {
                App = "demo",
                ReceivedAt = host.Time.GetUtcNow(),
                TrackingRows = [DeliveryHost.Lines("tracked")],
                TrackingRowCount = 1,
                DeviceRows = DeliveryHost.Lines("device"),
                DeviceRowCount = 1,
            }
        );
        var flushes = 0;
        host.Files.FailFlush = () => ++flushes % 2 == 0;

        await Should.ThrowAsync<IOException>(() => host.Raw.SealAsync(host.Hour, TestContext.Current.CancellationToken));

        flushes.ShouldBeGreaterThan(1);
        host.Files.FailFlush = () => false;
        // Sealed at last, nothing is under way any more that could have a temporary file by right.
        (await host.SealedRowsAsync()).ShouldBe(["tracked"]);
        Directory.EnumerateFiles(host.Folder.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task Append_FolderCannotBeFlushed_LeavesNoEmptySegments()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        host.Files.FailFlushFolder = () => true;

        (await host.Stream.AppendAsync(host.Tracking("refused"))).ShouldBe(DeliveryOutcome.Refused);

        Directory.EnumerateFiles(host.Folder.Open).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_SegmentCannotBeSealed_LeavesItToTheNextStart()
    {
        await using (var host = DeliveryHost.Started(_folder.Path))
        {
            await host.Stream.AppendAsync(host.Tracking("kept"));
            host.Files.FailReplace = () => true;
        }

        DeliveryHost.ReadSealed(_folder.Path, "raw").ShouldBeEmpty();
        await using var next = DeliveryHost.Started(_folder.Path);
        (await next.SealedRowsAsync()).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Append_FullDisk_IsRefusedAndRecovers()
    {
        using var disk = SmallDisk.TryMount(4 * 1024 * 1024);
        if (disk is null)
        {
            Assert.Skip("A small file system cannot be mounted here; run the tests as root on Linux to fill a real disk.");
        }

        await using var host = DeliveryHost.Started(disk.Path, ("Maas:Data:FreeBytesMin", "0"));
        (await host.Stream.AppendAsync(host.Tracking("before"))).ShouldBe(DeliveryOutcome.Durable);
        var filler = disk.Fill();

        var rows = host.Tracking(new string('x', 64 * 1024));
        (await host.Stream.AppendAsync(rows)).ShouldBe(DeliveryOutcome.Refused);

        host.Stream.Health.Ready.ShouldBeFalse();
        File.Delete(filler);
        (await host.Stream.AppendAsync(host.Tracking("after"))).ShouldBe(DeliveryOutcome.Durable);
        host.Stream.Health.Ready.ShouldBeTrue();
        (await host.SealedRowsAsync()).ShouldBe(["before", "after"]);
    }
}
