using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Slack.Tests;

/// <summary>A webhook on loopback that keeps what it was sent, and answers what it was told to, or <c>ok</c>.</summary>
internal sealed class SlackServer : IAsyncDisposable
{
    /// <summary>What must never be seen outside the request.</summary>
    public const string Secret = "services/T0SECRET/B0SECRET/XyZsEcReT";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly ConcurrentQueue<JsonElement> _messages = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private SlackServer(WebApplication app) => _app = app;

    public string Webhook => $"{_app.Urls.Single()}/{Secret}";

    /// <summary>Every message as it came, those not taken among them.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. _messages];

    public static async Task<SlackServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new SlackServer(builder.Build());
        server._app.MapPost($"/{Secret}", server.TakeAsync);
        await server._app.StartAsync();
        return server;
    }

    public void Answers(int status, string body = "", string? retryAfter = null, int times = 1)
    {
        for (; times > 0; times--)
        {
            _answers.Enqueue(new(status, body, retryAfter));
        }
    }

    /// <summary>The next request gets no answer as long as its sender waits.</summary>
    public void AnswersNever() => _answers.Enqueue(new(0, "", null));

    /// <summary>Completes when a further message has come.</summary>
    public Task ArrivesAsync() => _arrived.WaitAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        _messages.Enqueue((await context.Request.ReadFromJsonAsync<JsonElement>()).Clone());
        _arrived.Release();
        var answer = _answers.TryDequeue(out var queued) ? queued : new(200, "ok", null);
        if (answer.Status == 0)
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = answer.RetryAfter;
        }

        await context.Response.WriteAsync(answer.Body);
    }

    private sealed record Answer(int Status, string Body, string? RetryAfter);
}
