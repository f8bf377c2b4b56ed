using System.Text.Unicode;
using Maas.Gateway.Apps;
using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Gateway.Ingestion.Rows;
using Maas.Tracking.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>Takes one request of an SDK from its bytes to its answer: read, parse, whose is it, write rows, make them durable.</summary>
internal sealed class IngestHandler(
    IOptions<IngestionOptions> options,
    IngestRules rules,
    WriteKeys keys,
    EventRates rates,
    EventDispatcher dispatcher,
    InFlightBytes inFlight,
    IngestionInstruments instruments,
    TimeProvider time
)
{
    private const int AddressLengthMax = 64;

    private readonly IngestionOptions _options = options.Value;
    private readonly BodyReader _reader = new(options.Value);
    private readonly ObjectPool<EventBatch> _batches = new DefaultObjectPool<EventBatch>(new DefaultPooledObjectPolicy<EventBatch>());

    /// <summary>Whether a body is a list of events or one event.</summary>
    internal enum Shape
    {
        Batch,
        Single,
    }

    public async Task HandleAsync(HttpContext context, Shape shape, EventType type)
    {
        var start = time.GetTimestamp();
        using var body = new RequestBody(inFlight);
        var outcome = await IngestAsync(context, body, shape, type);
        var length = body.Length;
        if (outcome != IngestOutcome.ClientGone)
        {
            await SdkResponse.WriteAsync(context, outcome, _options.RetryAfter);
        }

        instruments.Answered(outcome, length, time.GetElapsedTime(start));
    }

    private async Task<IngestOutcome> IngestAsync(HttpContext context, RequestBody body, Shape shape, EventType type)
    {
        if (await _reader.ReadAsync(context, body, inFlight) is { } failure)
        {
            return failure;
        }

        var (outcome, app, rows) = Parse(context, body, shape, type);
        return rows is null ? outcome : await dispatcher.DispatchAsync(app!, rows, body);
    }

    private (IngestOutcome Outcome, AppName? App, RequestRows? Rows) Parse(
        HttpContext context,
        RequestBody body,
        Shape shape,
        EventType type
    )
    {
        var batch = _batches.Get();
        try
        {
            batch.Begin(body.Array, body.Length);
            return Parse(context, batch, shape, type);
        }
        finally
        {
            batch.End();
            _batches.Return(batch);
        }
    }

    private (IngestOutcome Outcome, AppName? App, RequestRows? Rows) Parse(
        HttpContext context,
        EventBatch batch,
        Shape shape,
        EventType type
    )
    {
        var scanned =
            shape == Shape.Batch
                ? BodyScanner.ScanBatch(batch.Padded, batch.Body.Length, batch.Table, _options.EventsMax)
                : BodyScanner.ScanEvent(batch.Padded, batch.Body.Length, batch.Table);
        if (scanned != ScanOutcome.Read)
        {
            return (Failure(scanned), null, null);
        }

        var app = Credentials.FindInHeaders(keys, context.Request.Headers) ?? FindInBody(batch);
        if (app is null)
        {
            return (IngestOutcome.UnknownKey, null, null);
        }

        if (!rates.TryTake(app, batch.Table.Count))
        {
            return (IngestOutcome.RateLimited, null, null);
        }

        var request = new RequestFacts(app, Timestamps.ToMicros(time.GetUtcNow()), AddressOf(context), type);
        var rejected = new EventResolver(batch, request, rules).Resolve(Utf8.IsValid(batch.Body));
        if (rejected < 0)
        {
            return (IngestOutcome.Undecodable, null, null);
        }

        return batch.Table.Count == 0
            ? (IngestOutcome.Accepted, app, null)
            : (IngestOutcome.Accepted, app, RequestWriter.Write(batch, request, rules, rejected));
    }

    private AppName? FindInBody(EventBatch batch)
    {
        var key = batch.Table.Shared[Field.WriteKey];
        return key.Kind == JsonKind.Text ? keys.FindInPair(batch.Text(key)) : null;
    }

    private ReadOnlyMemory<byte> AddressOf(HttpContext context)
    {
        var address = _options.StoreAddresses ? context.Connection.RemoteIpAddress : null;
        if (address is null)
        {
            return default;
        }

        var text = new byte[AddressLengthMax];
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.TryFormat(text, out var length) ? text.AsMemory(0, length) : default;
    }

    private static IngestOutcome Failure(ScanOutcome outcome) =>
        outcome switch
        {
            ScanOutcome.NotABatch => IngestOutcome.NotABatch,
            ScanOutcome.TooManyEvents => IngestOutcome.TooManyEvents,
            _ => IngestOutcome.Undecodable,
        };
}
