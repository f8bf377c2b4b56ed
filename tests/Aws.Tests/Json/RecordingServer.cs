using System.Collections.Concurrent;
using System.Net;
using Maas.Servers;

namespace Maas.Aws.Tests.Json;

/// <summary>An HTTP server that keeps what it was sent and answers what it was told to.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<RecordedAnswer> _answers = new();
    private readonly ConcurrentQueue<RecordedCall> _calls = new();
    private readonly Task _serving;

    public RecordingServer()
    {
        Address = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    /// <summary>Queues an answer; when none waits a call gets an empty object.</summary>
    public void Answer(string body, HttpStatusCode status = HttpStatusCode.OK, DateTimeOffset? date = null) =>
        _answers.Enqueue(new RecordedAnswer(status, body, date));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            _calls.Enqueue(
                new RecordedCall(
                    context.Request.Headers["X-Amz-Target"] ?? "",
                    context.Request.Headers["Authorization"] ?? "",
                    context.Request.ContentType ?? "",
                    body.ToArray()
                )
            );
            var answer = _answers.TryDequeue(out var queued) ? queued : new RecordedAnswer(HttpStatusCode.OK, "{}", null);
            context.Response.StatusCode = (int)answer.Status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            if (answer.Date is { } date)
            {
                context.Response.Headers["Date"] = date.ToString("R");
            }

            await using var writer = new StreamWriter(context.Response.OutputStream);
            await writer.WriteAsync(answer.Body);
        }
    }

    private sealed record RecordedAnswer(HttpStatusCode Status, string Body, DateTimeOffset? Date);
}

/// <summary>A request as it came over the wire.</summary>
internal sealed record RecordedCall(string Target, string Authorization, string ContentType, byte[] Body);
