using System.Net;
using System.Net.Http;
using Amazon.Runtime;

namespace Maas.Aws.Firehose;

/// <summary>What a PutRecordBatch that threw says of its records.</summary>
internal enum CallVerdict
{
    /// <summary>Nothing was taken, and it is worth another try: throttled, or the service was not reached.</summary>
    NotTaken,

    /// <summary>Nothing was taken, and no repetition helps until somebody mends the stream, its name or this process's rights.</summary>
    Misconfigured,

    /// <summary>Nothing was taken, because of something in the request.</summary>
    Invalid,

    /// <summary>The call failed on the way or within the service: its records may have been taken.</summary>
    Unknown,
}

internal static class CallVerdicts
{
    private const string Throttled = "ServiceUnavailableException";

    public static CallVerdict Of(Exception error) =>
        error switch
        {
            AmazonServiceException failure => Of(failure),
            AmazonClientException => CallVerdict.Misconfigured,
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } =>
                CallVerdict.NotTaken,
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } =>
                CallVerdict.NotTaken,
            _ => CallVerdict.Unknown,
        };

    /// <summary>Whether an entry's error is about the record itself, not about the service.</summary>
    public static bool IsInvalid(string errorCode) => errorCode.StartsWith("InvalidArgument", StringComparison.Ordinal);

    private static CallVerdict Of(AmazonServiceException failure) =>
        failure switch
        {
            { ErrorCode: Throttled or "ThrottlingException" or "LimitExceededException" or "RequestLimitExceeded" } => CallVerdict.NotTaken,
            { StatusCode: HttpStatusCode.TooManyRequests } => CallVerdict.NotTaken,
            { ErrorCode: { } code } when IsInvalid(code) => CallVerdict.Invalid,
            { ErrorCode: "ValidationException" or "SerializationException" } => CallVerdict.Invalid,
            { StatusCode: HttpStatusCode.RequestEntityTooLarge } => CallVerdict.Invalid,
            { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } => CallVerdict.Misconfigured,
            _ => CallVerdict.Unknown,
        };
}
