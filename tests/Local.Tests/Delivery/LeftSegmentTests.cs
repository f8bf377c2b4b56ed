using Maas.Local.Delivery;
using Maas.Local.Tests.Support;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Local.Tests.Delivery;

/// <summary>
/// Segments that a crash left, while they are sealed beside the traffic: the sealer is held in a step, and let go on when the test has
/// seen what it came for.
/// </summary>
public sealed class LeftSegmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _released.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Start_SegmentsAreLeft_AppendsAreTakenAndReadersWaitForThem()
    {
        var left = await LeaveAsync("left");
        await using var host = Open(DeliveryHost.Noon.AddDays(3));
        host.Files.FailReplace = () => Hold(fails: false);
        host.Stream.Start();
        await _held.Task;

        host.Stream.Health.Ready.ShouldBeTrue();
        (await host.Stream.AppendAsync(host.Tracking("new"))).ShouldBe(DeliveryOutcome.Durable);
        host.Get<SegmentSealer>().BacklogBytes.ShouldBe(left.Bytes);
        var hours = host.Raw.ListHoursAsync(left.Hour, host.Hour, Stop);
        var files = host.Raw.ListFilesAsync(left.Hour, Stop);
        var tallies = host.Raw.ReadTalliesAsync(left.Hour, Stop);
        var sealing = host.Raw.SealAsync(left.Hour, Stop);
        new Task[] { hours, files, tallies, sealing }.ShouldAllBe(waiting => !waiting.IsCompleted);
        _released.Set();

        (await hours).Select(hour => hour.Hour).ShouldBe([left.Hour]);
        (await files).ShouldHaveSingleItem().Rows.ShouldBe(1);
        (await tallies).ShouldBe([new HourTally("demo", Delivered: 1, 0, 0, 0, 0)]);
        await sealing;
        DeliveryHost.ReadSealed(_folder.Path, $"raw/tracking/{left.Hour.Folder}").ShouldBe(["left"]);
        (await host.SealedRowsAsync()).ShouldBe(["new"]);
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("folder")]
    [InlineData("delete")]
    public async Task Start_KilledWhileWhatWasLeftIsSealed_TheNextHasEveryRowOnce(string step)
    {
        var left = await LeaveAsync("left");
        await using (var killed = Open())
        {
            switch (step)
            {
                case "replace":
                    killed.Files.FailReplace = () => Hold(fails: true);
                    break;
                case "folder":
                    // The folder of the open segments is flushed as well, by the writer.
                    killed.Files.FailFlushFolder = () => IsSealer() && Hold(fails: true);
                    break;
                default:
                    killed.Files.FailDelete = () => Hold(fails: true);
                    break;
            }

            killed.Stream.Start();
            await _held.Task;
            (await killed.Stream.AppendAsync(killed.Tracking("new"))).ShouldBe(DeliveryOutcome.Durable);
            killed.Files.Die();
            _released.Set();
            await killed.CrashAsync();
        }

        await using var host = Open();
        host.Stream.Start();

        (await host.SealedRowsAsync()).ShouldBe(["left", "new"], ignoreOrder: true);
        (await host.Raw.ReadTalliesAsync(left.Hour, Stop)).ShouldBe([new HourTally("demo", Delivered: 2, 0, 0, 0, 0)]);
        (await host.Raw.ListFilesAsync(left.Hour, Stop)).Sum(file => file.Rows).ShouldBe(2);
        Directory.EnumerateFiles(host.Folder.Open).ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_MoreIsLeftThanTheBacklogMayHold_AppendsAreRefusedUntilItIsSealed()
    {
        await LeaveAsync(new string('x', 5000));
        await using var host = Open(
            DeliveryHost.Noon,
            ("Maas:Delivery:SegmentBytesMax", "4096"),
            ("Maas:Delivery:BacklogBytesMax", "4096")
        );
        host.Files.FailReplace = () => Hold(fails: false);
        host.Stream.Start();

        (await host.Stream.AppendAsync(host.Tracking("refused"))).ShouldBe(DeliveryOutcome.Refused);
        host.Stream.Health.Reason.ShouldContain("Maas:Delivery:BacklogBytesMax");

        _released.Set();
        (await host.SealedRowsAsync()).Count.ShouldBe(1);
        host.Stream.Tick();
        (await host.Stream.AppendAsync(host.Tracking("taken"))).ShouldBe(DeliveryOutcome.Durable);
    }

    [Fact]
    public async Task Start_WhatWasLeftCannotBeSealed_HoldsBackRunsAndNobodyElse()
    {
        var left = await LeaveAsync("left");
        await using var host = Open();
        host.Files.FailReplace = () => true;
        host.Stream.Start();

        (await host.Stream.AppendAsync(host.Tracking("new"))).ShouldBe(DeliveryOutcome.Durable);
        (await host.Raw.ListHoursAsync(left.Hour, left.Hour, Stop)).ShouldBeEmpty();
        await Should.ThrowAsync<IOException>(() => host.Raw.SealAsync(left.Hour, Stop));

        host.Files.FailReplace = () => false;
        (await host.SealedRowsAsync()).ShouldBe(["left", "new"], ignoreOrder: true);
    }

    [Fact]
    public async Task Stop_WhileWhatWasLeftIsSealed_SealsItToTheEnd()
    {
        await LeaveAsync("left");
        var host = Open();
        host.Files.FailReplace = () => Hold(fails: false);
        host.Stream.Start();
        await _held.Task;
        await host.Stream.AppendAsync(host.Tracking("new"));

        var stopping = host.DisposeAsync();
        _released.Set();
        await stopping;

        DeliveryHost.ReadSealed(_folder.Path, "raw").ShouldBe(["left", "new"], ignoreOrder: true);
        Directory.EnumerateFiles(Path.Combine(_folder.Path, "open")).ShouldBeEmpty();
    }

    private static bool IsSealer() => Thread.CurrentThread.Name!.StartsWith("Delivery sealer", StringComparison.Ordinal);

    private DeliveryHost Open(DateTimeOffset? now = null, params (string Key, string Value)[] settings) => new(_folder.Path, now, settings);

    /// <summary>A segment with one acknowledged row, left by a crash.</summary>
    private async Task<(HourWindow Hour, long Bytes)> LeaveAsync(string row)
    {
        await using var crashed = DeliveryHost.Started(_folder.Path);
        (await crashed.Stream.AppendAsync(crashed.Tracking(row))).ShouldBe(DeliveryOutcome.Durable);
        var path = crashed.OpenSegment();
        await crashed.CrashAsync();
        return (crashed.Hour, new FileInfo(path).Length);
    }

    private bool Hold(bool fails)
    {
        _held.TrySetResult();
        _released.Wait();
        return fails;
    }
}
