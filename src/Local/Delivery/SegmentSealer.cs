using System.Diagnostics;
using Maas.Local.Files;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;

namespace Maas.Local.Delivery;

/// <summary>
/// Seals closed segments in the background, oldest first. A patient thread of low priority does what there is time for, so that a burst is
/// answered first and compressed after it; a second one joins it when the backlog has grown, a run waits, or the service stops. A segment
/// that cannot be sealed stays and is tried again; its rows are durable where they are.
/// </summary>
internal sealed partial class SegmentSealer(
    SegmentCompressor compressor,
    HourBooks books,
    UnsealedRows unsealed,
    IDurableFiles files,
    string damagedFolder,
    DeliveryInstruments instruments,
    ILogger<SegmentSealer> logger
)
{
    /// <summary>Above it compression no longer yields to requests, so that a crash leaves seconds of it at most while there is time.</summary>
    private const long PatientBytesMax = 256L * 1024 * 1024;

    private const int Threads = 2;

    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly Lock _publishing = new();
    private readonly List<ClosedSegment> _backlog = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _backlogBytes;
    private int _pass = 1;
    private int _running = Threads;
    private int _waiting;
    private Task _leftTried = Task.CompletedTask;
    private TimeSpan _retryDelay = RetryDelayMin;
    private bool _draining;
    private bool _stopped;

    /// <summary>Bytes of closed segments that are not sealed yet.</summary>
    public long BacklogBytes => Interlocked.Read(ref _backlogBytes);

    public int BacklogFiles
    {
        get
        {
            lock (_gate)
            {
                return _backlog.Count;
            }
        }
    }

    public void Start()
    {
        new Thread(() => Run(patient: true)) { IsBackground = true, Name = "Delivery sealer, patient" }.Start();
        new Thread(() => Run(patient: false)) { IsBackground = true, Name = "Delivery sealer" }.Start();
    }

    public void Add(ClosedSegment segment)
    {
        lock (_gate)
        {
            _backlog.Add(segment);
            Interlocked.Add(ref _backlogBytes, segment.Bytes);
            TryAllAgain();
        }
    }

    /// <summary>Adds what an earlier start left; once, before the threads start.</summary>
    public void AddLeft(IReadOnlyList<ClosedSegment> segments)
    {
        _leftTried = Task.WhenAll(segments.Select(segment => segment.Attempt.Task));
        foreach (var segment in segments)
        {
            Add(segment);
        }
    }

    /// <summary>
    /// Completes when every segment that an earlier start left has been tried. Until then nobody knows what hours they hold rows of.
    /// </summary>
    public async Task WhenLeftTried()
    {
        if (!_leftTried.IsCompleted)
        {
            await HurryAsync(_leftTried).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Completes when all segments closed by now that hold rows of the hour are sealed; fails if an attempt at one of them fails that began
    /// after the call.
    /// </summary>
    public async Task WhenSealed(HourWindow hour)
    {
        List<(ClosedSegment Segment, Task Earlier)> underWay;
        List<Task> attempts;
        lock (_gate)
        {
            var segments = _backlog.Where(segment => segment.Holds(hour)).ToLookup(segment => segment.IsBeingSealed);
            underWay = [.. segments[true].Select(segment => (segment, (Task)segment.Attempt.Task))];
            attempts = [.. segments[false].Select(segment => segment.Attempt.Task)];
            TryAllAgain();
        }

        attempts.AddRange(underWay.Select(attempt => WhenSealed(attempt.Segment, attempt.Earlier)));
        await HurryAsync(Task.WhenAll(attempts));
    }

    /// <summary>Has both threads at work until the attempts have ended.</summary>
    private async Task HurryAsync(Task attempts)
    {
        lock (_gate)
        {
            _waiting++;
            Monitor.PulseAll(_gate);
        }

        try
        {
            await attempts;
        }
        finally
        {
            lock (_gate)
            {
                _waiting--;
            }
        }
    }

    /// <summary>An attempt that is under way may have met what has been mended since: its failure is not the last word.</summary>
    private async Task WhenSealed(ClosedSegment segment, Task earlier)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (earlier.IsCompletedSuccessfully)
        {
            return;
        }

        Task next;
        lock (_gate)
        {
            next = segment.Attempt.Task;
            TryAllAgain();
        }

        await next;
    }

    /// <summary>Calls the action while no segment's files are between being visible and being entered in the books.</summary>
    public T WhileSettled<T>(Func<T> read)
    {
        lock (_publishing)
        {
            return read();
        }
    }

    /// <summary>Ends once the backlog is empty, or a segment cannot be sealed, or the time is up.</summary>
    public async Task DrainAsync(TimeSpan timeout, TimeProvider time)
    {
        lock (_gate)
        {
            _draining = true;
            TryAllAgain();
        }

        await Task.WhenAny(_ended.Task, Task.Delay(timeout, time));
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        await _ended.Task;
        if (BacklogFiles > 0)
        {
            Log.LeftUnsealed(logger, BacklogFiles, BacklogBytes);
        }
    }

    private bool TrySeal(ClosedSegment segment)
    {
        var started = Stopwatch.GetTimestamp();
        PreparedSegment? prepared = null;
        try
        {
            prepared = WithAllDelivered(compressor.Prepare(segment));
            lock (_publishing)
            {
                compressor.Publish(prepared);
                books.Enter(prepared.Segment);
                unsealed.Remove(prepared.Segment.Name);
            }

            Remove(segment, prepared.Segment);
            _retryDelay = RetryDelayMin;
            instruments.Sealed(segment.Bytes, prepared.Segment.Files.Sum(file => file.Bytes), Stopwatch.GetElapsedTime(started));
            return true;
        }
        catch (Exception error)
        {
            Log.SealingFailed(logger, error, Path.GetFileName(segment.Path));
            if (prepared is not null)
            {
                compressor.Discard(prepared);
            }

            FailAttempt(segment, error);
            return false;
        }
    }

    /// <summary>Damage takes frames, but not from the books: the hour's run then says how many rows it is short of.</summary>
    private PreparedSegment WithAllDelivered(PreparedSegment prepared) =>
        prepared.Segment.DamagedBytes > 0 && unsealed.Find(prepared.Segment.Name) is { } delivered
            ? prepared with
            {
                Segment = prepared.Segment with { Delivered = delivered },
            }
            : prepared;

    private void Run(bool patient)
    {
        if (patient)
        {
            // Requests come first: what waits here is durable already.
            Posix.LowerThreadPriority();
        }

        try
        {
            while (Next(patient) is { } segment)
            {
                var done = TrySeal(segment);
                lock (_gate)
                {
                    segment.IsBeingSealed = false;
                    if (done)
                    {
                        _backlog.Remove(segment);
                        Interlocked.Add(ref _backlogBytes, -segment.Bytes);
                        // Last, so that whoever waited for it finds a backlog without it.
                        segment.Attempt.SetResult();
                    }
                }
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0)
            {
                _ended.SetResult();
            }
        }
    }

    /// <summary>
    /// The oldest segment that this pass has not tried yet, once it is the thread's turn. When all are tried, and some are left, the next
    /// pass begins after a delay. Null to end.
    /// </summary>
    private ClosedSegment? Next(bool patient)
    {
        lock (_gate)
        {
            while (!_stopped)
            {
                if ((patient || IsUrgent) && Take() is { } segment)
                {
                    return segment;
                }

                if (_draining)
                {
                    return null;
                }

                if (!patient || _backlog.Count == 0)
                {
                    Monitor.Wait(_gate);
                }
                else if (!Monitor.Wait(_gate, _retryDelay))
                {
                    _retryDelay = TimeSpan.FromTicks(Math.Min(_retryDelay.Ticks * 2, RetryDelayMax.Ticks));
                    _pass++;
                }
            }

            return null;
        }
    }

    private bool IsUrgent => _draining || _waiting > 0 || BacklogBytes > PatientBytesMax;

    private ClosedSegment? Take()
    {
        foreach (var segment in _backlog)
        {
            if (segment.TriedInPass != _pass && !segment.IsBeingSealed)
            {
                segment.TriedInPass = _pass;
                segment.IsBeingSealed = true;
                return segment;
            }
        }

        return null;
    }

    /// <summary>A run wants the rows, there is a new segment that may fare better, or the service ends: no need to wait.</summary>
    private void TryAllAgain()
    {
        _pass++;
        Monitor.PulseAll(_gate);
    }

    private void Remove(ClosedSegment segment, SealedSegment result)
    {
        if (result.TornBytes > 0)
        {
            Log.TornTail(logger, Path.GetFileName(segment.Path), result.TornBytes);
        }

        if (result.DamagedBytes > 0)
        {
            // Whole frames were kept. Whether the damaged ones were acknowledged cannot always be told, so their bytes are kept too.
            Log.Damaged(logger, Path.GetFileName(segment.Path), result.DamagedBytes, damagedFolder);
            instruments.Damaged(result.DamagedBytes);
            files.CreateFolder(damagedFolder);
            files.Replace(segment.Path, Path.Combine(damagedFolder, Path.GetFileName(segment.Path)));
        }
        else
        {
            files.Delete(segment.Path);
        }
    }

    private void FailAttempt(ClosedSegment segment, Exception error)
    {
        TaskCompletionSource failed;
        lock (_gate)
        {
            failed = segment.Attempt;
            segment.Attempt = ClosedSegment.NewAttempt();
        }

        failed.TrySetException(new IOException($"Segment {Path.GetFileName(segment.Path)} could not be sealed: {error.Message}", error));
        // Nobody may be waiting: the failure is logged, and need not be reported again as unobserved.
        _ = failed.Task.Exception;
    }

    private static partial class Log
    {
        [LoggerMessage(4111, LogLevel.Error, "Segment {Segment} could not be sealed; it is kept and tried again.")]
        public static partial void SealingFailed(ILogger logger, Exception error, string segment);

        [LoggerMessage(4112, LogLevel.Warning, "Segment {Segment}: {Bytes} bytes of appends that were never acknowledged are dropped.")]
        public static partial void TornTail(ILogger logger, string segment, long bytes);

        [LoggerMessage(
            4113,
            LogLevel.Error,
            "Segment {Segment}: {Bytes} bytes that may have been acknowledged are damaged; the segment is kept in {Folder}."
        )]
        public static partial void Damaged(ILogger logger, string segment, long bytes, string folder);

        [LoggerMessage(4114, LogLevel.Information, "{Files} segments ({Bytes} bytes) are left to be sealed at the next start.")]
        public static partial void LeftUnsealed(ILogger logger, int files, long bytes);
    }
}
