using CsCheck;
using Maas.Local.Delivery;
using Maas.Local.Tests.Support;
using Maas.Tracking.Delivery;

namespace Maas.Local.Tests.Delivery;

/// <summary>
/// What a power cut can leave behind: acknowledged appends whole, and after them any bytes at all. kill -9 alone shows nothing of this,
/// for the page cache survives it.
/// </summary>
public sealed class SegmentRepairTests : IDisposable
{
    private static readonly string[] Acknowledged = ["ack-1,\"a,b\"", "ack-2", "ack-3"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_TailCutAtEveryOffset_KeepsExactlyTheAcknowledgedFrames()
    {
        var (path, durable) = await LeaveTornSegmentAsync();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        for (var cut = durable; cut < bytes.Length; cut++)
        {
            ReadBack(path, bytes[..cut]).SequenceEqual(Acknowledged).ShouldBeTrue($"cut at {cut} of {bytes.Length}");
        }

        ReadBack(path, bytes).ShouldBe([.. Acknowledged, "unacknowledged"]);
    }

    [Fact]
    public async Task Read_TailGarbledAtEveryOffset_KeepsExactlyTheAcknowledgedFrames()
    {
        var (path, durable) = await LeaveTornSegmentAsync();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        for (var at = durable; at < bytes.Length; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 0x20;
            ReadBack(path, flipped).SequenceEqual(Acknowledged).ShouldBeTrue($"a bit flipped at {at} of {bytes.Length}");

            var zeroed = bytes.ToArray();
            zeroed.AsSpan(at).Clear();
            ReadBack(path, zeroed).SequenceEqual(Acknowledged).ShouldBeTrue($"zeroes from {at} of {bytes.Length}");
        }
    }

    [Fact]
    public async Task Read_AnyBytesAfterTheAcknowledged_AreDropped()
    {
        var (path, durable) = await LeaveTornSegmentAsync();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        Gen.Byte.Array[0, 3000]
            .Sample(tail => ReadBack(path, [.. bytes[..durable], .. tail]).SequenceEqual(Acknowledged), iter: 300, threads: 1);
    }

    [Fact]
    public async Task Read_FramesOfAnotherSegmentOrPlaceInTheTail_AreNoAppends()
    {
        // A file system may give a new file the blocks of an old one: whole frames, but not this segment's.
        var (path, durable) = await LeaveTornSegmentAsync();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        ReadBack(path, [.. bytes[..durable], .. bytes[..durable]]).ShouldBe(Acknowledged);
        ReadBack(Path.Combine(_folder.Path, "other.segment"), bytes).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_DamageAmongAcknowledgedFrames_CostsOnlyThoseItTouches()
    {
        var (path, durable) = await LeaveTornSegmentAsync();
        var bytes = (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))[..durable];

        for (var at = 0; at < durable; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 0x01;
            ReadBack(path, flipped).Count.ShouldBe(Acknowledged.Length - 1, customMessage: $"a bit flipped at {at}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(47)]
    [InlineData(60)]
    public async Task Start_AfterACrashWithATornTail_SealsEveryAcknowledgedRowOnce(int tornBytes)
    {
        await using (var crashed = DeliveryHost.Started(_folder.Path))
        {
            await AppendAsync(crashed, Acknowledged);
            crashed.Files.FailTruncate = () => true;
            crashed.Files.BytesOfFailedWrite = tornBytes;
            crashed.Files.FailWrite = () => true;
            (await crashed.Stream.AppendAsync(crashed.Tracking("unacknowledged"))).ShouldBe(DeliveryOutcome.Unknown);
            await crashed.CrashAsync();
        }

        await using var host = DeliveryHost.Started(_folder.Path);

        (await host.SealedRowsAsync()).ShouldBe(Acknowledged);
        Directory.EnumerateFiles(host.Folder.Open).ShouldBeEmpty();
        var tallies = await host.Raw.ReadTalliesAsync(host.Hour, TestContext.Current.CancellationToken);
        tallies.ShouldBe([new HourTally("demo", Delivered: 3, 0, 0, 0, 0)]);
    }

    [Fact]
    public async Task Start_SegmentDamagedInTheMiddle_KeepsTheRestAndTheDamagedBytes()
    {
        await using (var crashed = DeliveryHost.Started(_folder.Path))
        {
            await AppendAsync(crashed, Acknowledged);
            var path = crashed.OpenSegment();
            await crashed.CrashAsync();
            var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            bytes[60] ^= 0xFF;
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        }

        await using var host = DeliveryHost.Started(_folder.Path);

        (await host.SealedRowsAsync()).ShouldBe(Acknowledged[1..]);
        Directory.EnumerateFiles(host.Folder.Combine("damaged")).Count().ShouldBe(1);
        Directory.EnumerateFiles(host.Folder.Open).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("folder")]
    [InlineData("delete")]
    public async Task Start_AfterACrashAnywhereInSealing_HasEveryRowOnce(string step)
    {
        await using (var crashed = DeliveryHost.Started(_folder.Path))
        {
            await AppendAsync(crashed, Acknowledged);
            switch (step)
            {
                case "replace":
                    crashed.Files.FailReplace = () => true;
                    break;
                case "folder":
                    crashed.Files.FailFlushFolder = () => true;
                    break;
                default:
                    crashed.Files.FailDelete = () => true;
                    break;
            }

            await Should.ThrowAsync<IOException>(() => crashed.Raw.SealAsync(crashed.Hour, TestContext.Current.CancellationToken));
            await crashed.CrashAsync();
        }

        await using var host = DeliveryHost.Started(_folder.Path);

        (await host.SealedRowsAsync()).ShouldBe(Acknowledged);
        var files = await host.Raw.ListFilesAsync(host.Hour, TestContext.Current.CancellationToken);
        files.ShouldHaveSingleItem().Rows.ShouldBe(3);
        var tallies = await host.Raw.ReadTalliesAsync(host.Hour, TestContext.Current.CancellationToken);
        tallies.ShouldHaveSingleItem().Delivered.ShouldBe(3);
    }

    /// <summary>A segment with three acknowledged appends and a fourth that was written whole but never flushed.</summary>
    private async Task<(string Path, int DurableBytes)> LeaveTornSegmentAsync()
    {
        await using var host = DeliveryHost.Started(_folder.Path);
        await AppendAsync(host, Acknowledged);
        var path = host.OpenSegment();
        var durable = (int)new FileInfo(path).Length;
        host.Files.FailFlush = () => true;
        host.Files.FailTruncate = () => true;
        (await host.Stream.AppendAsync(host.Tracking("unacknowledged"))).ShouldBe(DeliveryOutcome.Unknown);
        await host.CrashAsync();
        return (path, durable);
    }

    private static async Task AppendAsync(DeliveryHost host, string[] rows)
    {
        foreach (var row in rows)
        {
            (await host.Stream.AppendAsync(host.Tracking(row))).ShouldBe(DeliveryOutcome.Durable);
        }
    }

    private static List<string> ReadBack(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        using var reader = new SegmentReader(path, end: null);
        var rows = new List<string>();
        while (reader.TryRead(out var frame))
        {
            var text = System.Text.Encoding.UTF8.GetString(frame.Rows(RawStream.Tracking));
            rows.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return rows;
    }
}
