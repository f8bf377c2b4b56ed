using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>
/// The bounded queue before the one writer. A plain lock: it is held for an addition or a swap of lists, and the writer takes all that
/// waits at once.
/// </summary>
/// <remarks>
/// Where a flush takes less time than a request, a writer that takes what waits at once flushes nearly every append on its own. So it
/// expects as many appends as were under way together when the last group ended, and lingers for them, not longer than
/// <paramref name="lingerMax"/>. One sender at a time is never waited for: the others that could share its flush are not there.
/// </remarks>
internal sealed class AppendQueue(long bytesMax, int appendsMax, TimeSpan lingerMax)
{
    /// <summary>
    /// Appends that are worth no further wait. Then a flush costs each of them little, and larger groups make the senders take turns with the
    /// service: with groups of 43 the processors were idle for 15 % of the time, with groups of 18 for 7 % (bench/Ingest).
    /// </summary>
    private const int Enough = 8;

    private readonly object _gate = new();
    private List<FramedAppend> _waiting = [];
    private List<SealRequest> _requests = [];
    private long _heldBytes;
    private int _heldAppends;

    /// <summary>How many appends must wait before an addition wakes the writer.</summary>
    private int _wakeAt = 1;
    private bool _writerWaits;
    private bool _ticked;
    private bool _closed;

    /// <summary>Appends that were under way when the last group ended, that group included.</summary>
    public int Expected { get; private set; }

    /// <summary>Bytes that wait or are being written.</summary>
    public long HeldBytes => Interlocked.Read(ref _heldBytes);

    /// <summary>Adds an append; null when it waits for the writer, else why it is refused.</summary>
    public RefusedBecause? TryAdd(FramedAppend append)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return RefusedBecause.Stopping;
            }

            if (_heldBytes + append.Bytes > bytesMax || _heldAppends >= appendsMax)
            {
                return RefusedBecause.QueueFull;
            }

            _heldBytes += append.Bytes;
            _heldAppends++;
            _waiting.Add(append);
            if (_waiting.Count >= _wakeAt)
            {
                Wake();
            }

            return null;
        }
    }

    /// <summary>Asks the writer to close the open segment if it holds rows of the hour; false once the writer has stopped.</summary>
    public bool TryRequest(SealRequest request)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _requests.Add(request);
            Wake();
            return true;
        }
    }

    /// <summary>Lets the writer look at the clock.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            _ticked = true;
            Wake();
        }
    }

    /// <summary>Refuses new appends; the writer ends once it has written what waits.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Wake();
        }
    }

    /// <summary>
    /// Waits for work and takes all of it, in exchange for the caller's empty lists. False when the queue is closed and drained.
    /// </summary>
    public bool Take(ref List<FramedAppend> appends, ref List<SealRequest> requests)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && _requests.Count == 0 && !_ticked)
            {
                if (_closed)
                {
                    return false;
                }

                Sleep(Timeout.InfiniteTimeSpan);
            }

            Linger();
            (appends, _waiting) = (_waiting, appends);
            (requests, _requests) = (_requests, requests);
            _ticked = false;
            return true;
        }
    }

    /// <summary>Gives room back for appends that are about to be answered.</summary>
    public void Release(long bytes, int appends)
    {
        lock (_gate)
        {
            Expected = _heldAppends;
            _heldBytes -= bytes;
            _heldAppends -= appends;
        }
    }

    /// <summary>Waits for the appends that are expected beside those that are here, unless something else is to be done.</summary>
    private void Linger()
    {
        var awaited = Math.Min(Expected, Enough);
        if (_waiting.Count > 0 && _waiting.Count < awaited && _requests.Count == 0 && !_closed && lingerMax > TimeSpan.Zero)
        {
            _wakeAt = awaited;
            Sleep(lingerMax);
            _wakeAt = 1;
        }
    }

    private void Sleep(TimeSpan timeout)
    {
        _writerWaits = true;
        Monitor.Wait(_gate, timeout);
        _writerWaits = false;
    }

    private void Wake()
    {
        if (_writerWaits)
        {
            _writerWaits = false;
            Monitor.Pulse(_gate);
        }
    }
}

/// <summary>A run's wish to read all rows of an hour acknowledged so far; completed once the writer has closed what holds them.</summary>
internal sealed record SealRequest(HourWindow Hour, TaskCompletionSource Closed);
