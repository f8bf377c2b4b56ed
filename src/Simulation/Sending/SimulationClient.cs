using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Maas.Simulation.Traffic;

namespace Maas.Simulation.Sending;

/// <summary>
/// Sends traffic to a service over HTTP/1.1 as SDKs do: a batch that is refused with 429 or 5xx, or whose connection breaks, is sent again
/// with the same bytes until it is acknowledged or given up.
/// </summary>
public sealed class SimulationClient : IDisposable
{
    /// <summary>How long requests under way may take to end once the sending is cancelled.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly SendOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();

    /// <param name="options">How to send.</param>
    /// <param name="time">The clock for rates and waits.</param>
    /// <param name="jitter">Spreads resends, so that they do not come back in step.</param>
    public SimulationClient(SendOptions options, TimeProvider time, Random jitter)
    {
        (_options, _time, _jitter) = (options, time, jitter);
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Concurrency,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseProxy = false,
        };
        _http = new HttpClient(handler) { BaseAddress = options.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// Sends until the source ends, the time is up or the token is cancelled; then waits for what is under way. Cancelling is a normal
    /// end: the result says what was done so far, and batches broken off count as given up.
    /// </summary>
    public async Task<SendProgress> SendAsync(ITrafficSource source, IProgress<SendProgress>? progress, CancellationToken cancellationToken)
    {
        using var ackLog = _options.AckLog is { } path ? new AckLog(path) : null;
        var books = new SendBooks(_time, source.TotalEvents, _options.Duration);
        var pace = new Pace(_options.EventsPerSecond, _time);
        using var abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using var onCancel = cancellationToken.Register(() => abandon.CancelAfter(Farewell));
        var sending = new Sending(source, books, pace, ackLog, abandon.Token);
        var timer = progress is null
            ? null
            : _time.CreateTimer(_ => progress.Report(books.Snapshot()), null, _options.ProgressInterval, _options.ProgressInterval);
        await using (timer)
        {
            await Task.WhenAll(Enumerable.Range(0, _options.Concurrency).Select(_ => RunSenderAsync(sending, cancellationToken)));
        }

        var result = books.Snapshot();
        progress?.Report(result);
        return result;
    }

    public void Dispose() => _http.Dispose();

    private async Task RunSenderAsync(Sending sending, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested && !(sending.Books.Elapsed >= _options.Duration))
        {
            using var batch = Take(sending.Source);
            if (batch is null)
            {
                return;
            }

            try
            {
                await sending.Pace.WaitAsync(batch.Counts.Events, cancellationToken);
                await WaitUntilDueAsync(batch.DueAt, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // It never left this process, so it is no part of any count.
                return;
            }

            await SendUntilDoneAsync(batch, sending, cancellationToken);
        }
    }

    private TrafficBatch? Take(ITrafficSource source)
    {
        lock (_gate)
        {
            return source.Next();
        }
    }

    private Task WaitUntilDueAsync(DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        dueAt - _time.GetUtcNow() is { } wait && wait > TimeSpan.Zero ? Task.Delay(wait, _time, cancellationToken) : Task.CompletedTask;

    private async Task SendUntilDoneAsync(TrafficBatch batch, Sending sending, CancellationToken cancellationToken)
    {
        var body = _options.Gzip ? Compress(batch.Body) : batch.Body;
        var begun = _time.GetTimestamp();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var answer = await SendOnceAsync(body, sending.Abandon);
                if (answer.Kind == AnswerKind.Acknowledged)
                {
                    sending.AckLog?.Append(batch.MessageIds);
                    sending.Books.Acknowledge(batch.Counts, answer.Latency);
                    return;
                }

                if (answer.Kind == AnswerKind.Refused)
                {
                    sending.Books.Refuse(batch.Counts, answer.Failure);
                    return;
                }

                sending.Books.Resend(answer.Kind == AnswerKind.Throttled, answer.Failure);
                if (_time.GetElapsedTime(begun) >= _options.GiveUpAfter)
                {
                    sending.Books.GiveUp(batch.Counts);
                    return;
                }

                await Task.Delay(WaitBefore(attempt, answer.RetryAfter), _time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            sending.Books.GiveUp(batch.Counts);
        }
    }

    private async Task<Answer> SendOnceAsync(ReadOnlyMemory<byte> body, CancellationToken abandon)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(abandon, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/b") { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        if (_options.Gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        var begun = _time.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, linked.Token);
            return Answer.Of(response, _time.GetElapsedTime(begun), _time);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Answer.Lost(failure.Message);
        }
        catch (OperationCanceledException) when (!abandon.IsCancellationRequested)
        {
            return Answer.Lost($"no answer within {_options.RequestTimeout.TotalSeconds:0.#} s");
        }
    }

    private TimeSpan WaitBefore(int attempt, TimeSpan? retryAfter)
    {
        var wait = retryAfter ?? TimeSpan.FromMilliseconds(Math.Min(100 << Math.Min(attempt - 1, 5), 3000));
        wait = wait < _options.RetryAfterMax ? wait : _options.RetryAfterMax;
        lock (_gate)
        {
            // Never earlier than asked for, and up to a fifth later.
            return wait * (1 + (_jitter.NextDouble() / 5));
        }
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        using var target = new MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return target.GetBuffer().AsMemory(0, (int)target.Length);
    }

    private sealed record Sending(ITrafficSource Source, SendBooks Books, Pace Pace, AckLog? AckLog, CancellationToken Abandon);
}
