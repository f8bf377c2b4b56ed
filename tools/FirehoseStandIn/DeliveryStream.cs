namespace Maas.FirehoseStandIn;

/// <summary>One stream: what it has taken and not yet delivered. Thread-safe.</summary>
internal sealed class DeliveryStream(string name, string prefix, TimeProvider time)
{
    private readonly Lock _gate = new();
    private List<byte[]> _buffer = [];
    private long _bytes;
    private DateTimeOffset _oldestAt;
    private long _calls;
    private long _records;
    private long _recordBytes;

    public string Name => name;

    public string Prefix => prefix;

    public void NoteCall() => Interlocked.Increment(ref _calls);

    public void Accept(IReadOnlyList<RecordInput> records)
    {
        lock (_gate)
        {
            foreach (var record in records)
            {
                _oldestAt = _buffer.Count == 0 ? time.GetUtcNow() : _oldestAt;
                _buffer.Add(record.Data);
                _bytes += record.Data.Length;
                _records++;
                _recordBytes += record.Data.Length;
            }
        }
    }

    /// <summary>Takes the buffer out if it is due; null when there is nothing to deliver.</summary>
    public Buffered? Take(TimeSpan interval, long bytes)
    {
        lock (_gate)
        {
            if (_buffer.Count == 0 || (_bytes < bytes && time.GetUtcNow() - _oldestAt < interval))
            {
                return null;
            }

            var taken = new Buffered(name, prefix, _oldestAt, _buffer);
            (_buffer, _bytes) = ([], 0);
            return taken;
        }
    }

    public StreamState State
    {
        get
        {
            lock (_gate)
            {
                return new StreamState(Interlocked.Read(ref _calls), _records, _recordBytes, _buffer.Count);
            }
        }
    }
}

/// <summary>Records that become one object.</summary>
/// <param name="Stream">Their stream.</param>
/// <param name="Prefix">Its prefix.</param>
/// <param name="OldestAt">When the first of them arrived: the hour and the time in the object's key.</param>
/// <param name="Records">Their bytes, in the order of arrival.</param>
internal sealed record Buffered(string Stream, string Prefix, DateTimeOffset OldestAt, IReadOnlyList<byte[]> Records);

/// <param name="Calls">Calls since the start, refused ones included.</param>
/// <param name="Records">Records taken since the start.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Buffered">Records that are not delivered yet.</param>
internal sealed record StreamState(long Calls, long Records, long Bytes, int Buffered);
