using Maas.Tracking.Csv;

namespace Maas.Simulation.Traffic;

/// <summary>Fills one body and counts what goes in.</summary>
internal sealed class BatchBuilder
{
    private readonly EventWriter _writer;
    private readonly RowBuffer _body;
    private readonly List<string> _messageIds = [];
    private readonly long[] _malformed = new long[Enum.GetValues<MalformedKind>().Length];
    private int _events;
    private int _stored;
    private int _fixes;
    private int _refused;
    private int _copies;
    private int _refusedCopies;

    /// <param name="writer">Writes the events.</param>
    /// <param name="body">Where they go; the finished batch owns it.</param>
    /// <param name="size">How many events it will hold.</param>
    public BatchBuilder(EventWriter writer, RowBuffer body, int size)
    {
        (_writer, _body, Size) = (writer, body, size);
        EventWriter.BeginBatch(_body);
    }

    public int Size { get; }

    public int Room => Size - _events;

    /// <summary>Writes the event; returns its bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Add(in ClientEvent it)
    {
        var start = Begin();
        _writer.Write(_body, it);
        if (it.Device.AnalyticsRefused)
        {
            _refused++;
        }
        else
        {
            _stored++;
            _fixes += it.Fix is not null && !it.Device.LocationRefused ? 1 : 0;
            _messageIds.Add(it.MessageId);
        }

        return _body.Span[start..];
    }

    public void AddMalformed(in ClientEvent it, MalformedKind kind)
    {
        Begin();
        _writer.Write(_body, it, kind);
        _malformed[(int)kind]++;
    }

    public void AddCopy(LateCopy copy)
    {
        Begin();
        _body.Append(copy.Json);
        if (copy.Device.AnalyticsRefused)
        {
            _refusedCopies++;
        }
        else
        {
            _copies++;
        }
    }

    public TrafficBatch Finish(DateTimeOffset sentAt, string writeKey, int resets = 0, DateTimeOffset? dueAt = null)
    {
        _writer.EndBatch(_body, sentAt, writeKey);
        var counts = new TrafficCounts
        {
            Batches = 1,
            Events = _events,
            Stored = _stored,
            Fixes = _fixes,
            Refused = _refused,
            Copies = _copies,
            RefusedCopies = _refusedCopies,
            MalformedByKind = [.. _malformed],
            AdvertisingIdResets = resets,
        };
        return new TrafficBatch(_body, counts, _messageIds, dueAt);
    }

    private int Begin()
    {
        if (_events++ > 0)
        {
            _body.Append((byte)',');
        }

        return _body.Length;
    }
}
