namespace Maas.Aws.Delivery;

/// <summary>
/// What waits to be sent to one delivery stream: rows, and records that failed. Rows are added by anyone; one sender takes them a call's worth
/// at a time, when they have lingered long enough or fill a call.
/// </summary>
internal sealed class LaneQueue : IDisposable
{
    private readonly FirehoseDeliveryOptions _options;
    private readonly DeliveryClock _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Queue<AppendPart> _waiting = new();
    private readonly Queue<PackedRecord> _again = new();
    private long _waitingBytes;
    private TimeSpan _dueAt = TimeSpan.MaxValue;
    private TimeSpan _pausedUntil = TimeSpan.MinValue;
    private bool _stopped;
    private TaskCompletionSource? _sleep;

    /// <summary>What the last call had no room for; the sender's alone.</summary>
    private AppendPart? _rest;

    public LaneQueue(FirehoseDeliveryOptions options, DeliveryClock clock)
    {
        (_options, _clock) = (options, clock);
        _timer = clock.Provider.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(AppendPart part)
    {
        lock (_gate)
        {
            _waiting.Enqueue(part);
            _waitingBytes += part.Bytes;
            var dueAt = _waitingBytes >= _options.CallBytesMax ? TimeSpan.MinValue : part.Append.ArrivedAt + _options.Linger;
            if (dueAt < _dueAt)
            {
                _dueAt = dueAt;
                WakeLocked();
            }
        }
    }

    /// <summary>Takes back a record that failed; it goes before rows that were not sent yet.</summary>
    public void AddAgain(PackedRecord record)
    {
        lock (_gate)
        {
            _again.Enqueue(record);
            WakeLocked();
        }
    }

    /// <summary>Nothing is sent before the time is over.</summary>
    public void Pause(TimeSpan length)
    {
        lock (_gate)
        {
            var until = _clock.Now + length;
            _pausedUntil = until > _pausedUntil ? until : _pausedUntil;
        }
    }

    /// <summary>What waits need not linger.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0)
            {
                _dueAt = TimeSpan.MinValue;
                WakeLocked();
            }
        }
    }

    /// <summary>Ends the sender once it is done with what it has.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            WakeLocked();
        }
    }

    /// <summary>Gives up what waits and whose time is up, also while the sender waits for calls that hang. Returns whether there was any.</summary>
    public bool Expire()
    {
        var now = _clock.Now;
        List<AppendPart> parts = [];
        List<PackedRecord> records = [];
        lock (_gate)
        {
            for (var left = _waiting.Count; left > 0; left--)
            {
                var part = _waiting.Dequeue();
                if (part.Append.Deadline > now)
                {
                    _waiting.Enqueue(part);
                    continue;
                }

                _waitingBytes -= part.Bytes;
                parts.Add(part);
            }

            for (var left = _again.Count; left > 0; left--)
            {
                records.Add(_again.Dequeue());
            }
        }

        foreach (var part in parts)
        {
            part.GiveUp(mayBeWritten: false);
        }

        var expired = parts.Count > 0;
        foreach (var record in records)
        {
            expired |= !TryKeep(record, now);
        }

        return expired;
    }

    /// <summary>Takes a failed record back, or gives it up when nobody waits for it any more; then false.</summary>
    public bool TryKeep(PackedRecord record) => TryKeep(record, _clock.Now);

    /// <summary>Waits until rows are due and packs a call's worth of them; null once stopped.</summary>
    public async ValueTask<IReadOnlyList<PackedRecord>?> TakeAsync()
    {
        while (true)
        {
            Task sleep;
            lock (_gate)
            {
                if (_stopped)
                {
                    return null;
                }

                sleep = SleepLocked();
            }

            if (!sleep.IsCompleted)
            {
                await sleep;
                continue;
            }

            var records = Pack();
            if (records.Count > 0)
            {
                return records;
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private bool TryKeep(PackedRecord record, TimeSpan now)
    {
        if (!record.IsAwaited(now))
        {
            record.GiveUp();
            return false;
        }

        AddAgain(record);
        return true;
    }

    /// <summary>Completed when something is due, else a task that completes when it may be.</summary>
    private Task SleepLocked()
    {
        var now = _clock.Now;
        var dueAt = _again.Count > 0 || _rest is not null ? TimeSpan.MinValue : _dueAt;
        if (dueAt < TimeSpan.MaxValue && _pausedUntil > dueAt)
        {
            dueAt = _pausedUntil;
        }

        if (dueAt <= now)
        {
            return Task.CompletedTask;
        }

        _sleep = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _timer.Change(dueAt == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : dueAt - now, Timeout.InfiniteTimeSpan);
        return _sleep.Task;
    }

    private IReadOnlyList<PackedRecord> Pack()
    {
        var packer = new RecordPacker(_options.RecordBytesMax, _options.CallBytesMax);
        lock (_gate)
        {
            while (_again.TryPeek(out var record) && packer.TryAdd(record))
            {
                _again.Dequeue();
            }
        }

        var now = _clock.Now;
        while (NextPart() is { } part)
        {
            if (!packer.TryAdd(part, now))
            {
                _rest = part;
                break;
            }
        }

        return packer.Records;
    }

    private AppendPart? NextPart()
    {
        if (_rest is { } rest)
        {
            _rest = null;
            return rest;
        }

        lock (_gate)
        {
            if (!_waiting.TryDequeue(out var part))
            {
                _dueAt = TimeSpan.MaxValue;
                return null;
            }

            _waitingBytes -= part.Bytes;
            return part;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            WakeLocked();
        }
    }

    private void WakeLocked()
    {
        _sleep?.TrySetResult();
        _sleep = null;
    }
}
