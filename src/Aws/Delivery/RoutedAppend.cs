using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Aws.Delivery;

/// <summary>
/// An append on its way: its device rows first, and the others once those are accepted. It is answered once: when every part is settled, or
/// when its time is up. From then on nobody reads the caller's memory, though copies of its rows may still be under way.
/// </summary>
internal sealed class RoutedAppend
{
    private readonly DeliveryAppend _append;
    private readonly IAppendRoute _route;
    private readonly TaskCompletionSource<DeliveryOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openParts;
    private bool _failed;
    private bool _mayBeWritten;

    /// <param name="append">What the caller handed over.</param>
    /// <param name="route">Where its parts go.</param>
    /// <param name="arrivedAt">The present, by the route's clock.</param>
    /// <param name="deadline">When it is no longer tried.</param>
    public RoutedAppend(DeliveryAppend append, IAppendRoute route, TimeSpan arrivedAt, TimeSpan deadline)
    {
        (_append, _route, ArrivedAt, Deadline) = (append, route, arrivedAt, deadline);
        Bytes = append.DeviceRows.Length + append.RejectedRows.Length;
        for (var at = 0; at < append.TrackingRows.Count; at++)
        {
            Bytes += append.TrackingRows[at].Length;
        }

        Rows = new RowCounts(append.TrackingRowCount, append.DeviceRowCount, append.RejectedRowCount);
    }

    /// <summary>Held while the caller's memory is read, and while a part or the outcome changes. Nothing else is locked before it.</summary>
    public Lock Gate { get; } = new();

    public string App => _append.App;

    public HourWindow Hour => HourWindow.Of(_append.ReceivedAt);

    public long Bytes { get; }

    public TimeSpan ArrivedAt { get; }

    public TimeSpan Deadline { get; }

    public Task<DeliveryOutcome> Outcome => _outcome.Task;

    /// <summary>The rows by the stream that they went to in the end; final once the append is answered.</summary>
    public RowCounts Rows { get; private set; }

    /// <summary>Read under the gate: once true, the caller's memory is the caller's again.</summary>
    public bool IsAnswered { get; private set; }

    public void Begin()
    {
        List<AppendPart> parts;
        lock (Gate)
        {
            parts = _append.DeviceRows.IsEmpty ? OpenRest() : [Open(RawStream.Devices, [_append.DeviceRows])];
        }

        Send(parts);
        AnswerIfSettled();
    }

    /// <summary>A part is settled whole.</summary>
    public void Settle(AppendPart part)
    {
        List<AppendPart> next = [];
        lock (Gate)
        {
            _failed |= !part.IsAccepted;
            _mayBeWritten |= part.MayBeWritten;
            if (part is { Stream: RawStream.Devices, IsAccepted: true } && !_failed && !IsAnswered)
            {
                next = OpenRest();
            }

            _openParts--;
        }

        Send(next);
        AnswerIfSettled();
    }

    /// <summary>Gives up waiting for rows that are still under way.</summary>
    public void Abandon()
    {
        lock (Gate)
        {
            if (IsAnswered)
            {
                return;
            }

            IsAnswered = true;
        }

        Answer(DeliveryOutcome.Unknown);
    }

    /// <summary>Sends a row to the rejected stream in place of the part's own.</summary>
    public void SetAside(AppendPart part, ReadOnlySpan<byte> row, string detail)
    {
        AppendPart rejected;
        lock (Gate)
        {
            rejected = Open(RawStream.Rejected, [UndeliverableRow.Write(_append.ReceivedAt, _append.App, row, detail)]);
            Rows = Rows.Reject(part.Stream);
        }

        Send([rejected]);
    }

    private List<AppendPart> OpenRest()
    {
        var parts = new List<AppendPart>(2);
        if (_append.TrackingRows.Count > 0)
        {
            parts.Add(Open(RawStream.Tracking, _append.TrackingRows));
        }

        if (!_append.RejectedRows.IsEmpty)
        {
            parts.Add(Open(RawStream.Rejected, [_append.RejectedRows]));
        }

        return parts;
    }

    private AppendPart Open(RawStream stream, IReadOnlyList<ReadOnlyMemory<byte>> rows)
    {
        _openParts++;
        return new AppendPart(this, stream, rows);
    }

    private void Send(List<AppendPart> parts)
    {
        foreach (var part in parts)
        {
            _route.Send(part);
        }
    }

    private void AnswerIfSettled()
    {
        DeliveryOutcome outcome;
        lock (Gate)
        {
            if (_openParts > 0 || IsAnswered)
            {
                return;
            }

            IsAnswered = true;
            outcome =
                !_failed ? DeliveryOutcome.Durable
                : _mayBeWritten ? DeliveryOutcome.Unknown
                : DeliveryOutcome.Refused;
        }

        Answer(outcome);
    }

    private void Answer(DeliveryOutcome outcome)
    {
        _route.Answered(this, outcome);
        _outcome.SetResult(outcome);
    }
}

/// <summary>Where an append's parts go, and who hears of its end before its caller does.</summary>
internal interface IAppendRoute
{
    void Send(AppendPart part);

    void Answered(RoutedAppend append, DeliveryOutcome outcome);
}
