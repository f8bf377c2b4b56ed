using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>Answers as SDKs expect them: exact JSON bodies, readable from any web page.</summary>
internal static class SdkResponse
{
    private const string Json = "application/json";

    public static Task WriteAsync(HttpContext context, IngestOutcome outcome, TimeSpan retryAfter)
    {
        if (outcome.MayRetry)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, outcome.Status, outcome.Body);
    }

    public static Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = Json;
        response.ContentLength = body.Length;
        response.Headers.AccessControlAllowOrigin = "*";
        return response.BodyWriter.WriteAsync(body).AsTask();
    }

    /// <summary>Answers a browser's preflight: any origin, the headers it asks for (a star does not cover Authorization).</summary>
    public static Task WritePreflightAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        var asked = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlAllowHeaders = asked.Count > 0 ? asked : "Authorization, Content-Type, Content-Encoding, X-Write-Key";
        headers.AccessControlMaxAge = "86400";
        headers.Vary = "Access-Control-Request-Headers";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
