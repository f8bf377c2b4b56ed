using System.Net;

namespace Maas.Simulation.Sending;

internal enum AnswerKind
{
    /// <summary>200: durable.</summary>
    Acknowledged,

    /// <summary>429 or 503: send again later.</summary>
    Throttled,

    /// <summary>Another 5xx, no answer or a broken connection: the outcome is unknown, send again.</summary>
    Lost,

    /// <summary>Anything else: sending it again would not help.</summary>
    Refused,
}

/// <summary>What became of one request.</summary>
internal readonly record struct Answer(AnswerKind Kind, TimeSpan Latency, TimeSpan? RetryAfter, string Failure)
{
    public static Answer Lost(string failure) => new(AnswerKind.Lost, default, null, failure);

    public static Answer Of(HttpResponseMessage response, TimeSpan latency, TimeProvider time)
    {
        var failure = $"answer {(int)response.StatusCode} {response.ReasonPhrase}";
        return response.StatusCode switch
        {
            HttpStatusCode.OK => new(AnswerKind.Acknowledged, latency, null, ""),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new(
                AnswerKind.Throttled,
                latency,
                RetryAfterOf(response, time),
                failure
            ),
            >= HttpStatusCode.InternalServerError => new(AnswerKind.Lost, latency, RetryAfterOf(response, time), failure),
            _ => new(AnswerKind.Refused, latency, null, failure),
        };
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
