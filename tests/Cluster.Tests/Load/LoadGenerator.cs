using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Maas.Cluster.Tests.Load;

/// <summary>
/// A fleet in miniature: workers that send batches to the gateways in turn, send one again with the same ids until it is acknowledged, wait
/// as long as Retry-After says, and note every answer that no SDK should get.
/// </summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    private const int Workers = 4;

    /// <summary>Between two batches of a worker, so that the machine has room for what the tests do to it.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan Unreachable = TimeSpan.FromMilliseconds(200);
    private static readonly AuthenticationHeaderValue WriteKey = new("Basic", Convert.ToBase64String("demo-write-key:"u8));

    private readonly IReadOnlyList<HttpClient> _gateways;
    private readonly Acknowledged _acknowledged;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly Task _sending;
    private int _sent;
    private int _toldToRetry;
    private int _unanswered;

    public LoadGenerator(IReadOnlyList<HttpClient> gateways, Acknowledged acknowledged)
    {
        (_gateways, _acknowledged) = (gateways, acknowledged);
        _sending = Task.WhenAll(Enumerable.Range(0, Workers).Select(SendAsync));
    }

    /// <summary>Answers other than 200 and 503 with Retry-After.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>Batches acknowledged.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Answers of 503 with Retry-After.</summary>
    public int ToldToRetry => Volatile.Read(ref _toldToRetry);

    /// <summary>Requests without an answer.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Waits until so many more batches were acknowledged.</summary>
    public async Task WaitForBatchesAsync(int more, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        for (var until = Sent + more; Sent < until; )
        {
            await Task.Delay(20, late.Token);
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _sending;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task SendAsync(int worker)
    {
        var random = new Random(worker);
        var turn = worker;
        while (!_stopping.IsCancellationRequested)
        {
            var batch = Batch.Make(_acknowledged, random);
            while (await TrySendAsync(_gateways[turn++ % _gateways.Count], batch) is { } wait)
            {
                if (_stopping.IsCancellationRequested)
                {
                    return;
                }

                await WaitAsync(wait);
            }

            _acknowledged.Add(batch.Ids);
            Interlocked.Increment(ref _sent);
            await WaitAsync(Pace);
        }
    }

    /// <summary>Null when the batch was acknowledged, else how long to wait before it is sent again.</summary>
    private async Task<TimeSpan?> TrySendAsync(HttpClient gateway, Batch batch)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/batch", UriKind.Relative))
            {
                Content = new StringContent(batch.Body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = WriteKey;
            using var answer = await gateway.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return null;
            }

            var wait = answer.Headers.RetryAfter?.Delta;
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && wait is not null)
            {
                Interlocked.Increment(ref _toldToRetry);
            }
            else
            {
                _violations.Enqueue($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }

            return wait ?? Unreachable;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Interlocked.Increment(ref _unanswered);
            return Unreachable;
        }
    }

    private async Task WaitAsync(TimeSpan time) =>
        await Task.Delay(time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
