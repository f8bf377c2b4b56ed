using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Connections;

namespace Maas.FirehoseStandIn;

/// <summary>The service's API: one address, the operation in <c>X-Amz-Target</c>. Signatures are not checked.</summary>
internal static class FirehoseApi
{
    private const string TargetPrefix = "Firehose_20150804.";
    private const int RecordBytesMax = 1_024_000;
    private const int BatchRecordsMax = 500;
    private const int BatchBytesMax = 4 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void MapFirehose(this IEndpointRouteBuilder endpoints) => endpoints.MapPost("/", HandleAsync);

    private static async Task HandleAsync(HttpContext context, DeliveryStreams streams, FaultPlan plan)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString();
        try
        {
            object answer = operation switch
            {
                TargetPrefix + "PutRecordBatch" => await PutRecordBatchAsync(context, streams, plan),
                TargetPrefix + "PutRecord" => await PutRecordAsync(context, streams, plan),
                TargetPrefix + "DescribeDeliveryStream" => streams.Describe((await ReadAsync<DescribeInput>(context)).DeliveryStreamName),
                _ => throw new ApiException("UnknownOperationException", $"'{operation}' is none of the stand-in's operations."),
            };
            await AnswerAsync(context, StatusCodes.Status200OK, answer);
        }
        catch (ApiException error)
        {
            await AnswerAsync(
                context,
                error.Status,
                new Dictionary<string, string> { ["__type"] = error.Code, ["message"] = error.Message }
            );
        }
        catch (ConnectionResetException)
        {
            context.Abort();
        }
    }

    private static async Task<PutRecordBatchOutput> PutRecordBatchAsync(HttpContext context, DeliveryStreams streams, FaultPlan plan)
    {
        var input = await ReadAsync<PutRecordBatchInput>(context);
        if (input.Records.Count is 0 or > BatchRecordsMax)
        {
            throw ApiException.Invalid($"A batch has 1 to {BatchRecordsMax} records, not {input.Records.Count}.");
        }

        if (input.Records.Sum(record => (long)record.Data.Length) > BatchBytesMax)
        {
            throw ApiException.Invalid($"A batch has at most {BatchBytesMax} bytes.");
        }

        var entries = await TakeAsync(context, streams.Get(input.DeliveryStreamName), input.Records, plan);
        return new PutRecordBatchOutput(entries.Count(entry => entry.ErrorCode is not null), Encrypted: false, entries);
    }

    private static async Task<PutRecordOutput> PutRecordAsync(HttpContext context, DeliveryStreams streams, FaultPlan plan)
    {
        var input = await ReadAsync<PutRecordInput>(context);
        var entry = (await TakeAsync(context, streams.Get(input.DeliveryStreamName), [input.Record], plan))[0];
        return entry.ErrorCode is { } code
            ? throw new ApiException(code, entry.ErrorMessage ?? "", StatusCodes.Status503ServiceUnavailable)
            : new PutRecordOutput(entry.RecordId!, Encrypted: false);
    }

    private static async Task<IReadOnlyList<EntryOutput>> TakeAsync(
        HttpContext context,
        DeliveryStream stream,
        IReadOnlyList<RecordInput> records,
        FaultPlan plan
    )
    {
        if (records.Any(record => record.Data.Length > RecordBytesMax))
        {
            throw ApiException.Invalid($"A record has at most {RecordBytesMax} bytes.");
        }

        var fault = plan.Next(stream.Name);
        stream.NoteCall();
        switch (fault.Kind)
        {
            case FaultKind.Invalid when records.Any(record => fault.Poisons(record.Data)):
                throw ApiException.Invalid("A record is not valid.");
            case FaultKind.Throttle:
                throw new ApiException("ServiceUnavailableException", "Slow down.", StatusCodes.Status503ServiceUnavailable);
            case FaultKind.Error:
                throw new ApiException("InternalFailure", "Something failed.", StatusCodes.Status500InternalServerError);
            case FaultKind.Deny:
                throw new ApiException("AccessDeniedException", "Not authorized to perform firehose:PutRecordBatch.");
            case FaultKind.Hang:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw Cut();
            case FaultKind.Cut:
                throw Cut();
            case FaultKind.LoseAnswer:
                stream.Accept(records);
                throw Cut();
            case FaultKind.ErrorAfterAccepting:
                stream.Accept(records);
                throw new ApiException("InternalFailure", "Something failed, too late.", StatusCodes.Status500InternalServerError);
        }

        var entries = new EntryOutput[records.Count];
        for (var at = 0; at < entries.Length; at++)
        {
            var fails = fault.Kind is FaultKind.FailEntries or FaultKind.FailEntriesAfterAccepting && at % fault.Every == 0;
            if (!fails || fault.Kind == FaultKind.FailEntriesAfterAccepting)
            {
                stream.Accept([records[at]]);
            }

            entries[at] = fails
                ? new EntryOutput(null, "ServiceUnavailableException", "Slow down.")
                : new EntryOutput(Guid.NewGuid().ToString("N"), null, null);
        }

        return entries;
    }

    private static async Task<T> ReadAsync<T>(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted)
                ?? throw new ApiException("SerializationException", "The body is null.");
        }
        catch (JsonException error)
        {
            throw new ApiException("SerializationException", error.Message);
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        context.Response.ContentType = "application/x-amz-json-1.1";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json));
    }

    /// <summary>Ends the caller's connection without an answer.</summary>
    private static ConnectionResetException Cut() => new("The connection is cut, as the plan of faults says.");
}

/// <summary>An error as the service answers it.</summary>
internal sealed class ApiException(string code, string message, int status = StatusCodes.Status400BadRequest) : Exception(message)
{
    public string Code => code;

    public int Status => status;

    public static ApiException Invalid(string message) => new("InvalidArgumentException", message);
}
