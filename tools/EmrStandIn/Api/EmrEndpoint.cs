using System.Text.Json;
using System.Text.Json.Nodes;
using Maas.EmrStandIn.Control;

namespace Maas.EmrStandIn.Api;

/// <summary>AWS JSON 1.1: one address, the operation in a header.</summary>
internal static class EmrEndpoint
{
    private const string TargetPrefix = "ElasticMapReduce.";
    private const string ContentType = "application/x-amz-json-1.1";

    public static void MapEmr(this WebApplication app) => app.MapPost("/", AnswerAsync);

    private static async Task AnswerAsync(HttpContext context, EmrOperations operations, FaultPlan faults)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var operation = target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : target;
        faults.Count(operation);
        if (faults.Take(FaultKind.LostRequest, operation) is not null)
        {
            context.Abort();
            return;
        }

        try
        {
            if (faults.Take(FaultKind.Throttle, operation) is not null)
            {
                throw new EmrException("ThrottlingException", "Rate exceeded");
            }

            if (faults.Take(FaultKind.ServerError, operation) is not null)
            {
                await WriteAsync(context, StatusCodes.Status500InternalServerError, Error("InternalServerException", "Something failed."));
                return;
            }

            var request = await ReadAsync(context);
            var answer = operations.Execute(operation, request);
            if (faults.Take(FaultKind.LostAnswer, operation) is not null)
            {
                context.Abort();
            }
            else
            {
                await WriteAsync(context, StatusCodes.Status200OK, answer);
            }
        }
        catch (EmrException e)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, Error(e.Type, e.Message));
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject
                ?? throw new EmrException("SerializationException", "The body is not an object.");
        }
        catch (JsonException e)
        {
            throw new EmrException("SerializationException", e.Message);
        }
    }

    private static JsonObject Error(string type, string message) => new() { ["__type"] = type, ["message"] = message };

    /// <summary>An operation without an output shape answers with an empty body.</summary>
    private static Task WriteAsync(HttpContext context, int status, JsonObject? body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.Headers["x-amzn-RequestId"] = context.TraceIdentifier;
        return context.Response.WriteAsync(body?.ToJsonString() ?? "");
    }
}
