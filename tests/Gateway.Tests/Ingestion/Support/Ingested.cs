using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Maas.Contracts.Devices;
using Maas.Gateway.Ingestion;
using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Gateway.Ingestion.Rows;
using Maas.Tracking.Time;

namespace Maas.Gateway.Tests.Ingestion.Support;

/// <summary>What becomes of a body without any HTTP around it.</summary>
internal sealed class Ingested
{
    public static readonly long ReceivedAt = Timestamps.ToMicros(IngestionHost.Now);
    public static readonly Guid GeneratedId = new("01935a3c-0000-7000-8000-000000000001");

    private Ingested(ScanOutcome outcome) => Outcome = outcome;

    public ScanOutcome Outcome { get; }

    public ImmutableArray<(string DeviceKey, DeviceEvents Events)> Devices { get; private init; } = [];

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rejected { get; private init; } = [];

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows =>
        [.. Devices.SelectMany(device => CsvRows.Tracking(device.Events.Rows.Span))];

    public IReadOnlyDictionary<string, string> Row => Rows.ShouldHaveSingleItem();

    public DeviceObservation Observation => Devices.ShouldHaveSingleItem().Events.Observation;

    /// <summary>One event that is good but for what is given.</summary>
    public static Ingested Event(string members, string batch = "") =>
        Batch($$"""{"messageId":"m","type":"track","userId":"u",{{members}}}""", batch);

    public static Ingested Batch(string events, string batch = "") => Body($$"""{"batch":[{{events}}]{{batch}}}""");

    public static Ingested Body(string json) => Body(Encoding.UTF8.GetBytes(json));

    public static Ingested Body(byte[] json)
    {
        var padded = new byte[json.Length + JsonCursor.Padding];
        json.CopyTo(padded, 0);
        var batch = new EventBatch();
        batch.Begin(padded, json.Length);
        var outcome = BodyScanner.ScanBatch(batch.Padded, json.Length, batch.Table, 2_500);
        if (outcome != ScanOutcome.Read)
        {
            return new Ingested(outcome);
        }

        var rules = new IngestRules
        {
            EventBytesMax = 32 * 1024,
            DeviceKeyBytesMax = 512,
            RejectPayloadBytesMax = 4096,
            StoreAddresses = true,
            Consent = new ConsentOptions().ToCategories(),
            NewMessageId = () => GeneratedId,
        };
        var request = new RequestFacts(new AppName("demo"), ReceivedAt, "198.51.100.7"u8.ToArray(), EventType.Unknown);
        var rejected = new EventResolver(batch, request, rules).Resolve(Utf8.IsValid(batch.Body));
        if (rejected < 0)
        {
            return new Ingested(ScanOutcome.Undecodable);
        }

        var rows = RequestWriter.Write(batch, request, rules, rejected);
        batch.End();
        return new Ingested(outcome)
        {
            Devices = rows.Devices,
            Rejected = rows.Rejected is null ? [] : CsvRows.Rejected(rows.Rejected.Rows.Span),
        };
    }
}
