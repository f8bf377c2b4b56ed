using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Maas.Slack.Messages;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace Maas.Slack;

/// <summary>
/// The incoming webhook, with its retries. The client is its own: one of a factory's would log the address of each request, and one with
/// tracing would put it into spans.
/// </summary>
internal sealed partial class SlackWebhook : IDisposable
{
    private const int AnswerBytesMax = 256;
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly SlackOptions _options;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly ILogger _logger;
    private bool _down;

    public SlackWebhook(IOptions<SlackOptions> options, TimeProvider time, ILogger<SlackWebhook> logger)
    {
        _options = options.Value;
        _logger = logger;
        _address = new(_options.WebhookUrl!);
        _http = new(
            new SocketsHttpHandler
            {
                ActivityHeadersPropagator = null,
                AllowAutoRedirect = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _pipeline = CreatePipeline(time);
    }

    /// <summary>Sends the message until Slack has taken it. One at a time.</summary>
    /// <exception cref="SlackUndeliveredException">Slack refused it, or the tries are used up.</exception>
    public async Task PostAsync(SlackMessage message, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, SlackJson.Default.SlackMessage);
        try
        {
            using var answer = await _pipeline.ExecuteAsync(SendAsync, json, cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new SlackUndeliveredException(
                    $"Slack refused the message: {await ExplainAsync(answer, cancellationToken).ConfigureAwait(false)}."
                );
            }

            _down = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _down = true;
            throw e as SlackUndeliveredException ?? new SlackUndeliveredException($"Slack cannot be reached: {Describe(e)}.");
        }
    }

    public void Dispose() => _http.Dispose();

    private ResiliencePipeline<HttpResponseMessage> CreatePipeline(TimeProvider time)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        pipeline.AddTimeout(_options.MessageTimeout);
        if (_options.TriesMax > 1)
        {
            pipeline.AddRetry(
                new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = _options.TriesMax - 1,
                    Delay = _options.RetryPause,
                    MaxDelay = RetryPauseMax,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    // While Slack is down each message is tried once: many of them would otherwise wait for one another.
                    ShouldHandle = attempt => ValueTask.FromResult(!_down && HttpClientResiliencePredicates.IsTransient(attempt.Outcome)),
                    OnRetry = attempt =>
                    {
                        Log.Again(_logger, attempt.AttemptNumber + 1, Describe(attempt.Outcome), attempt.RetryDelay);
                        return ValueTask.CompletedTask;
                    },
                }
            );
        }

        pipeline.AddTimeout(_options.TryTimeout);
        return pipeline.Build();
    }

    private async ValueTask<HttpResponseMessage> SendAsync(byte[] json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        // Not with its body, of which a proxy's page may have any length: the status alone decides.
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private static string Describe(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { } answer ? $"it answered {(int)answer.StatusCode}" : Describe(outcome.Exception!);

    /// <summary>What happened, in words of ours: an exception's own might hold the address.</summary>
    private static string Describe(Exception e) =>
        e switch
        {
            TimeoutRejectedException late => $"no answer in {late.Timeout}",
            HttpRequestException broken => broken.HttpRequestError.ToString(),
            _ => e.GetType().Name,
        };

    /// <summary>The status, and Slack's word for the cause, such as <c>no_service</c>. Anything else, such as a proxy's page, is left out.</summary>
    private async Task<string> ExplainAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = answer.StatusCode == HttpStatusCode.NotFound ? "404, the webhook does not exist" : $"{(int)answer.StatusCode}";
        var text = await ReadWordAsync(answer, cancellationToken).ConfigureAwait(false);
        return Word().IsMatch(text) ? $"{status}, {text}" : status;
    }

    /// <summary>The beginning of the body, long enough for a word of Slack's; empty if it cannot be read in time.</summary>
    private async Task<string> ReadWordAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.TryTimeout);
        try
        {
            var bytes = new byte[AnswerBytesMax];
            var body = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit.Token).ConfigureAwait(false);
            return Encoding.UTF8.GetString(bytes, 0, read);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    [GeneratedRegex("^[a-z_]{1,60}$", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Warning, "Slack did not take a message at try {Try}: {What}. It is sent again in {Pause}.")]
        public static partial void Again(ILogger logger, int @try, string what, TimeSpan pause);
    }
}
