using System.Diagnostics;
using Maas.Local.Data;
using Maas.Local.Files;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Local.Delivery;

/// <summary>
/// The embedded delivery stream: one writer a silo takes all appends that wait, writes them as one group to the open segment, flushes
/// once, and answers them all. Segments become hour files in the background.
/// </summary>
internal sealed partial class LocalDeliveryStream : IDeliveryStream
{
    /// <summary>How long after an hour's end its open segment is closed: late requests of the hour then need no file of their own.</summary>
    private static readonly TimeSpan HourSealDelay = TimeSpan.FromSeconds(5);

    private readonly LocalDeliveryOptions _options;
    private readonly DataFolder _folder;
    private readonly long _freeBytesMin;
    private readonly IDurableFiles _files;
    private readonly TimeProvider _time;
    private readonly SegmentWriter _writer;
    private readonly SegmentSealer _sealer;
    private readonly HourBooks _books;
    private readonly DeliveryInstruments _instruments;
    private readonly ILogger<LocalDeliveryStream> _logger;
    private readonly AppendQueue _queue;
    private readonly FramedAppendPool _pool = new();
    private readonly EventCounts _counts = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DiskGuard? _disk;
    private volatile DeliveryHealth _health = new(false, "Delivery has not started yet.");
    private long _openBytes;

    public LocalDeliveryStream(
        IOptions<LocalDeliveryOptions> options,
        IOptions<DataFolderOptions> dataOptions,
        DataFolder folder,
        IDurableFiles files,
        HourBooks books,
        SegmentSealer sealer,
        UnsealedRows unsealed,
        DeliveryInstruments instruments,
        TimeProvider time,
        ILogger<LocalDeliveryStream> logger
    )
    {
        (_options, _folder, _files, _books, _sealer) = (options.Value, folder, files, books, sealer);
        (_instruments, _time, _logger) = (instruments, time, logger);
        _freeBytesMin = dataOptions.Value.FreeBytesMin;
        _queue = new AppendQueue(_options.QueueBytesMax, _options.QueueAppendsMax, _options.LingerMax);
        var names = new SegmentNames(time.GetUtcNow(), BitConverter.ToUInt32(Guid.NewGuid().ToByteArray()));
        _writer = new SegmentWriter(folder.Open, files, names, unsealed, time);
    }

    public DeliveryHealth Health => _disk?.Reason is { } reason ? new DeliveryHealth(false, reason.Text) : _health;

    public ValueTask<DeliveryOutcome> AppendAsync(DeliveryAppend append)
    {
        if (_disk?.Reason is { } reason)
        {
            return Refuse(reason.Because);
        }

        var pending = _pool.Rent(append);
        var task = pending.Task;
        if (_queue.TryAdd(pending) is { } refused)
        {
            _pool.Return(pending);
            return Refuse(refused);
        }

        return task;
    }

    public void Count(string app, DateTimeOffset receivedAt, int repeated, int refused)
    {
        if (repeated != 0 || refused != 0)
        {
            _counts.Add(app, HourWindow.Of(receivedAt), repeated, refused);
        }
    }

    /// <summary>
    /// Takes appends. What an earlier start left is repaired and sealed beside them, and counts for the backlog until then; new rows go to
    /// segments of other names.
    /// </summary>
    public void Start()
    {
        var left = Directory
            .EnumerateFiles(_folder.Open, "*" + SegmentNames.Extension)
            .Order(StringComparer.Ordinal)
            .Select(path => new ClosedSegment(path, DurableEnd: null, new FileInfo(path).Length, Hours: null))
            .ToList();
        if (left.Count > 0)
        {
            Log.LeftOpen(_logger, left.Count, left.Sum(segment => segment.Bytes));
            _sealer.AddLeft(left);
        }

        _disk = new DiskGuard(_files, _folder.Root, _freeBytesMin, () => _sealer.BacklogBytes, _options.BacklogBytesMax);
        _disk.Check();
        _instruments.Observe(
            () => _queue.HeldBytes,
            () => _sealer.BacklogBytes,
            () => _sealer.BacklogFiles,
            () => Interlocked.Read(ref _openBytes)
        );
        _sealer.Start();
        _health = DeliveryHealth.Healthy;
        new Thread(Run) { IsBackground = true, Name = "Delivery writer" }.Start();
    }

    /// <summary>What is due by the clock: ages, free space, the counts. Called about once a second.</summary>
    public void Tick()
    {
        _disk?.Check();
        _queue.Tick();
        FlushCounts();
    }

    /// <summary>Closes what is open of the hour and waits until it is sealed.</summary>
    public async Task SealAsync(HourWindow hour, CancellationToken cancellationToken)
    {
        var request = new SealRequest(hour, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_queue.TryRequest(request))
        {
            await request.Closed.Task.WaitAsync(cancellationToken);
        }

        await _sealer.WhenSealed(hour).WaitAsync(cancellationToken);
    }

    /// <summary>Writes what waits, closes the segment and seals as much as the time allows.</summary>
    public async Task StopAsync()
    {
        _health = new DeliveryHealth(false, "Delivery is stopping.");
        _queue.Close();
        await _ended.Task;
        FlushCounts();
        await _sealer.DrainAsync(_options.ShutdownSealTime, _time);
    }

    /// <summary>Enters in the books what was counted without rows.</summary>
    public void FlushCounts()
    {
        var taken = _counts.Take();
        if (taken.Count == 0)
        {
            return;
        }

        try
        {
            _books.Add(taken);
        }
        catch (Microsoft.Data.Sqlite.SqliteException error)
        {
            Log.CountsKept(_logger, error);
            foreach (var count in taken)
            {
                _counts.Add(count.App, count.Hour, count.Repeated, count.Refused);
            }
        }
    }

    private ValueTask<DeliveryOutcome> Refuse(RefusedBecause reason)
    {
        _instruments.Refused(reason, 1);
        return new ValueTask<DeliveryOutcome>(DeliveryOutcome.Refused);
    }

    private void Run()
    {
        var group = new List<FramedAppend>();
        var requests = new List<SealRequest>();
        while (_queue.Take(ref group, ref requests))
        {
            CloseIfDue(group);
            if (group.Count > 0)
            {
                Write(group);
                group.Clear();
            }
            else if (!_health.Ready)
            {
                Probe();
            }

            Answer(requests);
            Interlocked.Exchange(ref _openBytes, _writer.IsOpen ? _writer.DurableBytes : 0);
        }

        Close();
        _ended.SetResult();
    }

    private void Write(List<FramedAppend> group)
    {
        var started = Stopwatch.GetTimestamp();
        var bytes = 0L;
        foreach (var append in group)
        {
            bytes += append.Bytes;
        }

        var outcome = _writer.Write(group, out var closed, out var failure);
        switch (outcome)
        {
            case DeliveryOutcome.Durable:
                _instruments.Committed(group.Count, bytes, Stopwatch.GetElapsedTime(started));
                SetHealthy();
                break;
            case DeliveryOutcome.Refused:
                _instruments.Refused(RefusedBecause.WriteFailed, group.Count);
                SetFailed(failure!);
                break;
            default:
                _instruments.Unknown(group.Count);
                SetFailed(failure!);
                break;
        }

        if (closed is not null)
        {
            _sealer.Add(closed);
        }

        _queue.Release(bytes, group.Count);
        foreach (var append in group)
        {
            append.Complete(outcome);
        }

        if (_writer.DurableBytes >= _options.SegmentBytesMax)
        {
            Close();
        }
    }

    private void CloseIfDue(List<FramedAppend> group)
    {
        if (!_writer.IsOpen)
        {
            return;
        }

        var now = _time.GetUtcNow();
        var aged = now - _writer.OpenedAt >= _options.SegmentAgeMax || now < _writer.OpenedAt;
        if (aged || !_writer.TakesHours(group) || HasEnded(now))
        {
            Close();
        }
    }

    private bool HasEnded(DateTimeOffset now)
    {
        foreach (var hour in _writer.Hours)
        {
            if (now >= hour.End + HourSealDelay && _writer.OpenedAt < hour.End + HourSealDelay)
            {
                return true;
            }
        }

        return false;
    }

    private void Answer(List<SealRequest> requests)
    {
        foreach (var request in requests)
        {
            if (_writer.IsOpen && _writer.Hours.Contains(request.Hour))
            {
                Close();
            }

            request.Closed.SetResult();
        }

        requests.Clear();
    }

    private void Close()
    {
        if (_writer.Close() is { } closed)
        {
            _sealer.Add(closed);
            _disk!.Check();
        }
    }

    /// <summary>While the last append failed, nobody may send another: an empty group shows whether the disk has recovered.</summary>
    private void Probe()
    {
        var outcome = _writer.Write([], out var closed, out _);
        if (closed is not null)
        {
            _sealer.Add(closed);
        }

        if (outcome == DeliveryOutcome.Durable)
        {
            SetHealthy();
        }
    }

    private void SetHealthy()
    {
        if (!_health.Ready)
        {
            _health = DeliveryHealth.Healthy;
            Log.Recovered(_logger);
        }
    }

    private void SetFailed(Exception failure)
    {
        // Once an outage: on a full disk every request fails, and the log may lie on the same disk. The instruments count them all.
        if (_health.Ready)
        {
            Log.WriteFailed(_logger, failure);
        }

        _health = new DeliveryHealth(
            false,
            $"Rows could not be written to {_folder.Open}: {failure.Message} Free space on that disk or mend it; delivery goes on by itself."
        );
    }

    private static partial class Log
    {
        [LoggerMessage(
            4101,
            LogLevel.Information,
            "{Files} segments ({Bytes} bytes) that an earlier start left are sealed beside the traffic."
        )]
        public static partial void LeftOpen(ILogger logger, int files, long bytes);

        [LoggerMessage(
            4102,
            LogLevel.Error,
            "Appends cannot be written; their senders are told to resend, until rows can be written again."
        )]
        public static partial void WriteFailed(ILogger logger, Exception error);

        [LoggerMessage(4103, LogLevel.Information, "Rows can be written again.")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(
            4104,
            LogLevel.Warning,
            "Counts of repeated and refused events could not be entered in the books; they are kept in memory."
        )]
        public static partial void CountsKept(ILogger logger, Exception error);
    }
}
