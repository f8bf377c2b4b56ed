using System.Threading.Tasks.Sources;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>An append on its way: the awaitable its caller holds, and its frame's header. Pooled; one await gives it back.</summary>
internal sealed class FramedAppend : IValueTaskSource<DeliveryOutcome>
{
    private readonly FramedAppendPool _pool;
    private ManualResetValueTaskSourceCore<DeliveryOutcome> _source = new() { RunContinuationsAsynchronously = true };
    private byte[] _header = new byte[Frame.HeaderBytes + 32];
    private int _headerLength;
    private DeliveryAppend? _append;

    public FramedAppend(FramedAppendPool pool) => _pool = pool;

    public HourWindow Hour { get; private set; }

    public string App => _append!.App;

    public DeliveredRows Rows => new(_append!.TrackingRowCount, _append.DeviceRowCount, _append.RejectedRowCount);

    /// <summary>The length of the whole frame.</summary>
    public long Bytes { get; private set; }

    public ValueTask<DeliveryOutcome> Task => new(this, _source.Version);

    /// <summary>Takes an append and checks what would otherwise spoil other appends' rows.</summary>
    /// <exception cref="ArgumentException">A memory does not end with a line end, or the app's name is empty or too long.</exception>
    public void Begin(DeliveryAppend append)
    {
        if (append.App.Length is 0 or > Frame.AppBytesMax / 3)
        {
            throw new ArgumentException($"An app's name has 1 to {Frame.AppBytesMax / 3} characters.", nameof(append));
        }

        append.RequireWholeRows();
        var tracking = 0L;
        var rows = append.TrackingRows;
        for (var at = 0; at < rows.Count; at++)
        {
            tracking += rows[at].Length;
        }

        Hour = HourWindow.Of(append.ReceivedAt);
        _headerLength = Frame.Write(append, Hour, tracking, ref _header);
        _append = append;
        Bytes = _headerLength + append.DeviceRows.Length + tracking + append.RejectedRows.Length;
    }

    /// <summary>Adds the frame's bytes, bound to the place where it will be written.</summary>
    public void Gather(List<ReadOnlyMemory<byte>> target, ulong segmentSalt, long offset)
    {
        Frame.Bind(_header.AsSpan(0, _headerLength), segmentSalt, offset);
        target.Add(_header.AsMemory(0, _headerLength));
        AddIfAny(target, _append!.DeviceRows);
        var rows = _append.TrackingRows;
        for (var at = 0; at < rows.Count; at++)
        {
            AddIfAny(target, rows[at]);
        }

        AddIfAny(target, _append.RejectedRows);
    }

    public void Complete(DeliveryOutcome outcome)
    {
        _append = null;
        _source.SetResult(outcome);
    }

    DeliveryOutcome IValueTaskSource<DeliveryOutcome>.GetResult(short token)
    {
        var outcome = _source.GetResult(token);
        _source.Reset();
        _pool.Return(this);
        return outcome;
    }

    ValueTaskSourceStatus IValueTaskSource<DeliveryOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<DeliveryOutcome>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _source.OnCompleted(continuation, state, token, flags);

    private static void AddIfAny(List<ReadOnlyMemory<byte>> target, ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            target.Add(bytes);
        }
    }
}
