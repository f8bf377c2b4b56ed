using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Maas.Gateway.Problems;

/// <summary>Turns what the server or parameter binding could not read into problem details, naming the JSON field where there is one.</summary>
internal sealed class BadRequestHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        var answer = bad.InnerException is JsonException json
            ? OfJson(json)
            : TypedResults.Problem(bad.Message, statusCode: bad.StatusCode);
        await answer.ExecuteAsync(httpContext);
        return true;
    }

    private static IResult OfJson(JsonException exception)
    {
        var field = exception.Path?.TrimStart('$', '.');
        return string.IsNullOrEmpty(field)
            ? TypedResults.Problem("The body is not JSON as expected.", statusCode: StatusCodes.Status400BadRequest)
            : FieldErrors.Of(field, "This is no member of the body, or its value is not of the expected type.");
    }
}
