using Maas.Local.Delivery;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Local.Tests.Delivery;

/// <summary>What the writer waits for. The longest wait is an hour here: a test that had to sit it out would not end.</summary>
public sealed class AppendQueueTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly FramedAppendPool _pool = new();
    private readonly AppendQueue _queue = new(bytesMax: 1024 * 1024, appendsMax: 100, lingerMax: TimeSpan.FromHours(1));

    [Fact]
    public void Take_OneAppendAtATime_IsNeverWaitedWith()
    {
        for (var turn = 0; turn < 3; turn++)
        {
            Add(1);
            End(Take()).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Take_AfterAppendsThatWereUnderWayTogether_WaitsForAsMany()
    {
        Add(2);
        var first = Take();
        Add(1);
        End(first).ShouldBe(2);

        var second = Task.Run(() => End(Take()), TestContext.Current.CancellationToken);
        Add(1);
        second.IsCompleted.ShouldBeFalse();
        Add(1);

        (await second).ShouldBe(3);
    }

    [Fact]
    public async Task Take_WhileItWaitsForAppends_AnswersASealRequestAtOnce()
    {
        End(TakeTogether(2)).ShouldBe(2);
        Add(1);
        var taken = Task.Run(Take, TestContext.Current.CancellationToken);

        _queue.TryRequest(new SealRequest(HourWindow.Of(Noon), new TaskCompletionSource())).ShouldBeTrue();

        (await taken).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Take_WhileItWaitsForAppends_EndsWithTheQueue()
    {
        End(TakeTogether(2)).ShouldBe(2);
        Add(1);
        var taken = Task.Run(Take, TestContext.Current.CancellationToken);

        _queue.Close();

        End(await taken).ShouldBe(1);
        var (appends, requests) = (new List<FramedAppend>(), new List<SealRequest>());
        _queue.Take(ref appends, ref requests).ShouldBeFalse();
    }

    [Fact]
    public void Take_ExpectedAppendsThatDoNotCome_AreNotExpectedAgain()
    {
        var queue = new AppendQueue(bytesMax: 1024 * 1024, appendsMax: 100, lingerMax: TimeSpan.FromMilliseconds(1));
        var (appends, requests) = (new List<FramedAppend>(), new List<SealRequest>());
        AddTo(queue, 2);
        queue.Take(ref appends, ref requests).ShouldBeTrue();
        queue.Release(appends.Sum(append => append.Bytes), appends.Count);
        appends.Clear();

        AddTo(queue, 1);
        queue.Take(ref appends, ref requests).ShouldBeTrue();

        appends.Count.ShouldBe(1);
        queue.Release(appends[0].Bytes, 1);
        queue.Expected.ShouldBe(1);
    }

    private List<FramedAppend> TakeTogether(int appends)
    {
        Add(appends);
        return Take();
    }

    private void Add(int appends) => AddTo(_queue, appends);

    private void AddTo(AppendQueue queue, int appends)
    {
        for (; appends > 0; appends--)
        {
            var append = new DeliveryAppend
            {
                App = "demo",
                ReceivedAt = Noon,
                TrackingRows = ["row\n"u8.ToArray()],
                TrackingRowCount = 1,
            };
            queue.TryAdd(_pool.Rent(append)).ShouldBeNull();
        }
    }

    private List<FramedAppend> Take()
    {
        var (appends, requests) = (new List<FramedAppend>(), new List<SealRequest>());
        _queue.Take(ref appends, ref requests).ShouldBeTrue();
        return appends;
    }

    /// <summary>What the writer does once a group is written.</summary>
    private int End(List<FramedAppend> group)
    {
        _queue.Release(group.Sum(append => append.Bytes), group.Count);
        return group.Count;
    }
}
