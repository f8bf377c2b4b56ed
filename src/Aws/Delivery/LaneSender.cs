using Maas.Aws.Firehose;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;

namespace Maas.Aws.Delivery;

/// <summary>
/// Sends calls of one delivery stream and settles their records: what failed goes back to the queue, what the service finds invalid is
/// narrowed down to its row.
/// </summary>
internal sealed partial class LaneSender(
    RawStream stream,
    string name,
    LaneQueue queue,
    IFirehose firehose,
    StreamFit fit,
    FirehoseDeliveryOptions options,
    FirehoseInstruments instruments,
    Random random,
    DeliveryClock clock,
    ILogger logger
)
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Only while its stream has lately taken other rows can a row be blamed for an invalid call: a stream that takes none would have every
    /// row set aside, one by one.
    /// </summary>
    private static readonly TimeSpan BlameTime = TimeSpan.FromMinutes(1);

    /// <summary>How long no call must have failed before the stream's own word that it takes records is believed.</summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(5);

    /// <summary>How often a stream that does not fit is looked at again: the service answers few such questions a second.</summary>
    private static readonly TimeSpan MisfitPeriod = TimeSpan.FromSeconds(30);

    /// <summary>Calls that narrowing one failed call down may take; a single bad row among a call's takes about 30.</summary>
    private const int IsolationCallsMax = 64;

    private readonly Lock _gate = new();
    private readonly LogSampler _failures = new(clock.Provider, TimeSpan.FromSeconds(10));
    private int _failedCalls;
    private TimeSpan? _acceptedAt;
    private TimeSpan? _failedAt;
    private TimeSpan _fitAt;
    private string? _failure;
    private volatile string? _misfit;
    private volatile DeliveryHealth _health = new(false, $"Firehose has not answered for the delivery stream {name} yet.");

    public DeliveryHealth Health => _health is { Ready: true } && _misfit is { } misfit ? new DeliveryHealth(false, misfit) : _health;

    /// <summary>Sends the records; when it returns each of them is settled or back in the queue. Never throws.</summary>
    public async Task SendAsync(IReadOnlyList<PackedRecord> records)
    {
        var invalid = await CallAsync(records);
        if (invalid.Count > 0)
        {
            await IsolateAsync(invalid);
        }
    }

    /// <summary>Asks whether the stream takes records, unless calls show it: what tells that it has recovered while nobody sends.</summary>
    public async Task ProbeAsync()
    {
        lock (_gate)
        {
            if (
                (_failedAt is { } failedAt && clock.Now - failedAt < QuietTime)
                || (_misfit is not null && clock.Now - _fitAt < MisfitPeriod)
            )
            {
                return;
            }

            _fitAt = clock.Now;
        }

        try
        {
            using var limit = new CancellationTokenSource(options.CallTimeout, clock.Provider);
            var answer = await firehose.DescribeDeliveryStreamAsync(new DescribeDeliveryStreamRequest(name), limit.Token);
            if (answer.DeliveryStreamDescription.DeliveryStreamStatus is var status and not "ACTIVE")
            {
                SetFailed($"its status is {status}: it takes rows once it is ACTIVE");
                return;
            }

            SetMisfit(fit.FindMisfit(answer.DeliveryStreamDescription));
            SetHealthy();
        }
        catch (Exception error)
        {
            SetFailed(Describe(error));
        }
    }

    /// <summary>Appends were given up between calls, or while they waited for calls that hang.</summary>
    public void NoteExpiry()
    {
        lock (_gate)
        {
            SetFailed(_failure ?? "rows were not accepted within the time that they are tried for");
        }
    }

    /// <summary>Makes one call and settles what it can; returns the records that the service calls invalid.</summary>
    private async Task<IReadOnlyList<PackedRecord>> CallAsync(IReadOnlyList<PackedRecord> records)
    {
        var started = clock.Now;
        Exception? error = null;
        IReadOnlyList<PutRecordBatchEntry> entries = [];
        try
        {
            var request = new PutRecordBatchRequest(name, [.. records.Select(record => new FirehoseRecord(record.Data))]);
            using var limit = new CancellationTokenSource(options.CallTimeout, clock.Provider);
            var response = await firehose.PutRecordBatchAsync(request, limit.Token);
            entries = response.RequestResponses ?? [];
            if (entries.Count != records.Count)
            {
                error = new InvalidDataException($"Firehose answered {entries.Count} entries for {records.Count} records.");
            }
        }
        catch (Exception failure)
        {
            error = failure;
        }

        instruments.Called(stream, records, clock.Now - started);
        return error is null ? Settle(records, entries) : Settle(records, error);
    }

    /// <summary>Settles every record by its own entry; returns those that are invalid.</summary>
    private List<PackedRecord> Settle(IReadOnlyList<PackedRecord> records, IReadOnlyList<PutRecordBatchEntry> entries)
    {
        List<PackedRecord> failed = [];
        List<PackedRecord> invalid = [];
        var reason = "";
        for (var at = 0; at < records.Count; at++)
        {
            switch (entries[at].ErrorCode)
            {
                case null or "":
                    records[at].Accept();
                    break;
                case { } code when CallVerdicts.IsInvalid(code):
                    invalid.Add(records[at]);
                    break;
                case { } code:
                    reason = $"{code}: {entries[at].ErrorMessage}";
                    records[at].Doubt();
                    failed.Add(records[at]);
                    break;
            }
        }

        instruments.Ended(stream, failed.Count + invalid.Count == 0 ? "accepted" : "partly_accepted", failed.Count);
        if (failed.Count + invalid.Count < records.Count)
        {
            NoteAccepted();
        }

        if (failed.Count > 0)
        {
            NoteFailed(reason);
            Return(failed, reason);
        }

        return invalid;
    }

    /// <summary>Settles the records of a call that failed as a whole, unless it was invalid: then returns them.</summary>
    private IReadOnlyList<PackedRecord> Settle(IReadOnlyList<PackedRecord> records, Exception error)
    {
        var verdict = CallVerdicts.Of(error);
        instruments.Ended(stream, Name(verdict), records.Count);
        if (verdict == CallVerdict.Invalid)
        {
            return records;
        }

        LogFailure(error);
        var reason = Describe(error);
        NoteFailed(reason);
        if (verdict == CallVerdict.Misconfigured)
        {
            GiveUp(records, reason);
            return [];
        }

        if (verdict == CallVerdict.Unknown)
        {
            foreach (var record in records)
            {
                record.Doubt();
            }
        }

        Return(records, reason);
        return [];
    }

    /// <summary>Halves what is invalid, and sends the halves, until the rows that are to blame are alone.</summary>
    private async Task IsolateAsync(IReadOnlyList<PackedRecord> invalid)
    {
        var suspects = new Stack<IReadOnlyList<PackedRecord>>();
        Halve(invalid, suspects);
        for (var calls = 0; suspects.TryPop(out var group); calls++)
        {
            if (calls < IsolationCallsMax)
            {
                Halve(await CallAsync(group), suspects);
                continue;
            }

            GiveUp(group, "it calls rows invalid, more than could be told apart");
        }
    }

    private void Halve(IReadOnlyList<PackedRecord> invalid, Stack<IReadOnlyList<PackedRecord>> suspects)
    {
        if (invalid.Count > 1)
        {
            suspects.Push([.. invalid.Skip(invalid.Count / 2)]);
            suspects.Push([.. invalid.Take(invalid.Count / 2)]);
        }
        else if (invalid.Count == 1 && invalid[0].Split() is var (first, second))
        {
            suspects.Push([second]);
            suspects.Push([first]);
        }
        else if (invalid.Count == 1)
        {
            Blame(invalid[0]);
        }
    }

    private void Blame(PackedRecord row)
    {
        bool takesOthers;
        lock (_gate)
        {
            takesOthers = clock.Now - _acceptedAt < BlameTime;
        }

        if (takesOthers && stream != RawStream.Rejected)
        {
            Log.RowSetAside(logger, name);
            instruments.SetAside(stream);
            row.SetAside($"The delivery stream {name} calls the row invalid.");
            return;
        }

        GiveUp([row], "it calls a row invalid, and has lately taken no other");
    }

    private void GiveUp(IReadOnlyList<PackedRecord> records, string reason)
    {
        SetFailed(reason);
        foreach (var record in records)
        {
            record.GiveUp();
        }
    }

    private void Return(IReadOnlyList<PackedRecord> records, string reason)
    {
        foreach (var record in records)
        {
            if (!queue.TryKeep(record))
            {
                SetFailed(reason);
            }
        }
    }

    private void NoteAccepted()
    {
        lock (_gate)
        {
            (_failedCalls, _failure, _acceptedAt) = (0, null, clock.Now);
        }

        SetHealthy();
    }

    /// <summary>Waits longer with every failed call in a row, and not the same as other silos.</summary>
    private void NoteFailed(string reason)
    {
        lock (_gate)
        {
            (_failedAt, _failure) = (clock.Now, reason);
            var longest = Math.Min(PauseMin.TotalSeconds * Math.Pow(2, Math.Min(_failedCalls++, 16)), PauseMax.TotalSeconds);
            queue.Pause(TimeSpan.FromSeconds(longest * (0.5 + (random.NextDouble() / 2))));
        }
    }

    private void SetHealthy()
    {
        if (!_health.Ready)
        {
            _health = DeliveryHealth.Healthy;
            Log.TakesRows(logger, name);
        }
    }

    private void SetMisfit(string? misfit)
    {
        var before = _misfit;
        _misfit = misfit is null ? null : $"The delivery stream {name} does not fit: {misfit}.";
        if (_misfit is not null && _misfit != before)
        {
            Log.Misfit(logger, _misfit);
        }
    }

    private void SetFailed(string reason) =>
        _health = new DeliveryHealth(
            false,
            $"Firehose does not take the rows of {name}: {reason}. Mend the stream, its name in {FirehoseDeliveryOptions.Section}, its quota or this "
                + "process's rights; delivery goes on by itself."
        );

    private void LogFailure(Exception error)
    {
        if (_failures.Take(out var count))
        {
            Log.CallsFailed(logger, error, name, count);
        }
    }

    private string Describe(Exception error) =>
        error switch
        {
            Amazon.Runtime.AmazonServiceException { ErrorCode: { Length: > 0 } code } failure => $"{code}: {failure.Message.TrimEnd('.')}",
            OperationCanceledException => $"no answer within {options.CallTimeout.TotalSeconds:0.###} s",
            _ => error.Message.TrimEnd('.'),
        };

    private static string Name(CallVerdict verdict) =>
        verdict switch
        {
            CallVerdict.NotTaken => "not_taken",
            CallVerdict.Misconfigured => "misconfigured",
            CallVerdict.Invalid => "invalid",
            _ => "unknown",
        };

    private static partial class Log
    {
        [LoggerMessage(4151, LogLevel.Warning, "Calls to the delivery stream {Stream} failed: {Count}. The latest:")]
        public static partial void CallsFailed(ILogger logger, Exception error, string stream, int count);

        [LoggerMessage(4152, LogLevel.Information, "The delivery stream {Stream} takes rows.")]
        public static partial void TakesRows(ILogger logger, string stream);

        [LoggerMessage(4155, LogLevel.Error, "{Misfit}")]
        public static partial void Misfit(ILogger logger, string misfit);

        [LoggerMessage(4153, LogLevel.Error, "A row that the delivery stream {Stream} calls invalid was set aside in the rejected stream.")]
        public static partial void RowSetAside(ILogger logger, string stream);
    }
}
