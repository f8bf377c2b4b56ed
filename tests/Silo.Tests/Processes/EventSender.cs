using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>
/// A retrying SDK in miniature: sends batches of events of many devices with fresh message ids, sends a batch again with the same ids
/// until it is acknowledged, and remembers exactly the ids that were.
/// </summary>
internal sealed class EventSender(Random random, int devices = 50, int batchSize = 20)
{
    private const string IdPrefix = "message-";

    private readonly ConcurrentDictionary<string, string> _acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Body, Dictionary<string, string> Ids)> _unanswered = new();
    private long _sequence;

    /// <summary>Acknowledged message ids and the device key of each.</summary>
    public IReadOnlyDictionary<string, string> Acknowledged => _acknowledged;

    /// <summary>Whether a message id was ever made, acknowledged or not: they are numbered.</summary>
    public bool HasMade(string id) =>
        id.StartsWith(IdPrefix, StringComparison.Ordinal) && long.TryParse(id[IdPrefix.Length..], out var number) && number < _sequence;

    /// <summary>Sends until cancelled or the service is gone; a batch without an answer is kept for the next call.</summary>
    public async Task SendAsync(HttpClient client, int parallel, CancellationToken cancellationToken) =>
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => SendOneByOneAsync(client, cancellationToken)));

    public async Task SendBatchesAsync(HttpClient client, int count)
    {
        for (var sent = 0; sent < count; sent++)
        {
            (await TrySendAsync(client, Next(), CancellationToken.None)).ShouldBeTrue();
        }
    }

    private async Task SendOneByOneAsync(HttpClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!_unanswered.TryDequeue(out var batch))
            {
                batch = Next();
            }

            if (!await TrySendAsync(client, batch, cancellationToken))
            {
                _unanswered.Enqueue(batch);
                return;
            }
        }
    }

    private async Task<bool> TrySendAsync(
        HttpClient client,
        (string Body, Dictionary<string, string> Ids) batch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/batch", UriKind.Relative))
            {
                Content = new StringContent(batch.Body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes("demo-write-key:"))
            );
            using var answer = await client.SendAsync(request, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return false;
            }

            foreach (var (id, device) in batch.Ids)
            {
                _acknowledged[id] = device;
            }

            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private (string Body, Dictionary<string, string> Ids) Next()
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        lock (random)
        {
            // Most batches are one device's, as a phone sends them; some are a server's, with many devices.
            var single = random.Next(5) > 0 ? random.Next(devices) : (int?)null;
            for (var at = 0; at < batchSize; at++)
            {
                var device = $"device-{single ?? random.Next(devices)}";
                var id = $"{IdPrefix}{_sequence++}";
                ids.Add(id, device);
            }
        }

        return (Moves.Batch(ids.Select(one => (one.Key, one.Value))), ids);
    }
}
