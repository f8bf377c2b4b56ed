using System.Text;
using Microsoft.AspNetCore.Http;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>How a request of an SDK ended: the status, its reason on instruments, and the exact body.</summary>
internal sealed class IngestOutcome
{
    public static readonly IngestOutcome Accepted = new(StatusCodes.Status200OK, "accepted", "");
    public static readonly IngestOutcome Undecodable = new(StatusCodes.Status400BadRequest, "undecodable", "the body is no JSON in UTF-8");
    public static readonly IngestOutcome NotABatch = new(
        StatusCodes.Status400BadRequest,
        "not_a_batch",
        "the body has no list named batch"
    );
    public static readonly IngestOutcome BadEncoding = new(
        StatusCodes.Status400BadRequest,
        "bad_encoding",
        "the body's Content-Encoding is not gzip, or the body is not what it says"
    );
    public static readonly IngestOutcome UnknownKey = new(StatusCodes.Status401Unauthorized, "unknown_key", "invalid write key");
    public static readonly IngestOutcome SlowBody = new(StatusCodes.Status408RequestTimeout, "slow_body", "the body arrived too slowly");
    public static readonly IngestOutcome TooLarge = new(StatusCodes.Status413PayloadTooLarge, "too_large", "the batch is too large");
    public static readonly IngestOutcome TooManyEvents = new(
        StatusCodes.Status413PayloadTooLarge,
        "too_many_events",
        "the batch has too many events"
    );
    public static readonly IngestOutcome RateLimited = new(
        StatusCodes.Status429TooManyRequests,
        "rate_limited",
        "too many events a second"
    );
    public static readonly IngestOutcome Busy = new(StatusCodes.Status503ServiceUnavailable, "busy", "too many bytes in flight");
    public static readonly IngestOutcome Refused = new(
        StatusCodes.Status503ServiceUnavailable,
        "delivery_refused",
        "the events could not be stored"
    );
    public static readonly IngestOutcome Unknown = new(
        StatusCodes.Status503ServiceUnavailable,
        "delivery_unknown",
        "it is not known whether the events were stored"
    );
    public static readonly IngestOutcome RegistryFailed = new(
        StatusCodes.Status503ServiceUnavailable,
        "registry_unavailable",
        "the registry did not answer"
    );

    /// <summary>No answer reaches anyone; the status is for the books, as other servers write it.</summary>
    public static readonly IngestOutcome ClientGone = new(StatusCodes.Status499ClientClosedRequest, "client_gone", "");

    private IngestOutcome(int status, string reason, string message)
    {
        Status = status;
        Reason = reason;
        Body = Encoding.UTF8.GetBytes(
            status == StatusCodes.Status200OK ? """{"success":true}""" : $$"""{"success":false,"message":"{{message}}"}"""
        );
    }

    public int Status { get; }

    public string Reason { get; }

    public byte[] Body { get; }

    public bool MayRetry => Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;
}
