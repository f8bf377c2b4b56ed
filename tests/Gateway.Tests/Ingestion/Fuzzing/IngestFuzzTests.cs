using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Maas.Contracts.Devices;
using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Gateway.Tests.Ingestion.Support;
using Maas.Tracking.Schema;

namespace Maas.Gateway.Tests.Ingestion.Fuzzing;

/// <summary>
/// Whatever bytes a body is made of, it is refused as a whole or becomes rows and rejects that keep their promises. By default 20,000 bodies;
/// MAAS_FUZZ_BODIES gives another number, and MAAS_FUZZ_SEED the seed that a failure names.
/// </summary>
public sealed class IngestFuzzTests
{
    private const int Bodies = 20_000;

    [Fact]
    public void Corpus_EveryBody_KeepsThePromises()
    {
        var corpus = FuzzCorpus.Read();

        corpus.Count.ShouldBeGreaterThan(10);
        foreach (var (name, body) in corpus)
        {
            Should.NotThrow(() => Check(body), name);
        }
    }

    [Fact]
    public void MutatedBodies_KeepThePromises()
    {
        var seed = Setting("MAAS_FUZZ_SEED") ?? Environment.TickCount;
        var mutator = new BodyMutator(new Random(seed), [.. FuzzCorpus.Read().Values]);
        var bodies = Setting("MAAS_FUZZ_BODIES") ?? Bodies;
        var read = 0;
        for (var made = 0; made < bodies; made++)
        {
            var body = mutator.Next();
            try
            {
                read += Check(body) ? 1 : 0;
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"Kept as {FuzzCorpus.Keep(body)}; MAAS_FUZZ_SEED={seed} makes it again.", broken);
            }
        }

        read.ShouldBeGreaterThan(bodies / 10, "what is refused at once tries little");
    }

    /// <summary>Returns whether the body was read.</summary>
    private static bool Check(byte[] body)
    {
        var ingested = Ingested.Body(body);
        var events = Events(body);
        switch (ingested.Outcome)
        {
            case ScanOutcome.Read:
                var told = events.ShouldNotBeNull("what is read is JSON, and its batch a list");
                (ingested.Rejected.Count + ingested.Devices.Sum(device => device.Events.Events.Length)).ShouldBe(told);
                foreach (var (key, device) in ingested.Devices)
                {
                    CheckRows(key, device);
                }

                ingested.Rejected.ShouldAllBe(rejected => IsWholeOrCut(rejected["payload"], rejected["reason"]));

                return true;
            case ScanOutcome.NotABatch:
                events.ShouldBeNull("an object with a list named batch is a batch");
                return false;
            case ScanOutcome.Undecodable:
                (events is null || !Utf8.IsValid(body)).ShouldBeTrue("what System.Text.Json reads is no less JSON here");
                return false;
            default:
                events.ShouldNotBeNull().ShouldBeGreaterThan(2_500);
                return false;
        }
    }

    /// <summary>Every event is a line of its own, as the schema says, and the spans that the grain will blank hold what they claim.</summary>
    private static void CheckRows(string deviceKey, DeviceEvents device)
    {
        var at = 0;
        foreach (var row in device.Events)
        {
            row.Start.ShouldBe(at);
            at += row.Length;
            var line = device.Rows.Span.Slice(row.Start, row.Length);
            line.IndexOfAny((byte)'\n', (byte)'\r').ShouldBe(row.Length - 1);
            line[^1].ShouldBe((byte)'\n');
            var fields = CsvRows.Tracking(line).ShouldHaveSingleItem();
            fields["device_key"].ShouldBe(deviceKey);
            fields["message_id"].ShouldNotBeEmpty();
            CheckSpan(line, row.LocationStart, row.LocationEnd, "latitude", "bearing");
            CheckSpan(line, row.IdsStart, row.IdsEnd, "idfa", "gaid");
            CheckSpan(line, row.AddressStart, row.AddressEnd, "ip", "ip");
            CheckExtra(line, row, fields);
        }

        at.ShouldBe(device.Rows.Length);
    }

    /// <summary>A span holds exactly its columns, so that a grain that blanks it blanks all of them and nothing else.</summary>
    private static void CheckSpan(ReadOnlySpan<byte> line, int start, int end, string first, string last)
    {
        var before = CsvRows.Fields([.. line[..start], .. "x\n"u8]);
        before.Length.ShouldBe(Column(first) + 1);
        line[start..end].Count((byte)',').ShouldBeGreaterThanOrEqualTo(Column(last) - Column(first));
        byte[] blanked = [.. line[..start], .. Enumerable.Repeat((byte)',', Column(last) - Column(first)), .. line[end..]];
        var (full, empty) = (CsvRows.Fields(line), CsvRows.Fields(blanked));
        empty.Length.ShouldBe(full.Length);
        for (var at = 0; at < full.Length; at++)
        {
            empty[at].ShouldBe(at >= Column(first) && at <= Column(last) ? "" : full[at]);
        }
    }

    /// <summary><c>extra</c> is JSON with the location's member and without it.</summary>
    private static void CheckExtra(ReadOnlySpan<byte> line, EventRow row, IReadOnlyDictionary<string, string> fields)
    {
        IsJsonOrEmpty(fields["extra"]).ShouldBeTrue();
        IsJsonOrEmpty(fields["settings"]).ShouldBeTrue();
        byte[] blanked = [.. line[..row.ExtraLocationStart], .. line[row.ExtraLocationEnd..]];
        IsJsonOrEmpty(CsvRows.Tracking(row.ExtraLocationEnd == 0 ? line : blanked)[0]["extra"]).ShouldBeTrue();
    }

    /// <summary>The payload of an event in an object stays JSON when what is personal leaves it.</summary>
    private static bool IsWholeOrCut(string payload, string reason) =>
        !payload.StartsWith('{') || reason == "invalid_utf8" || Encoding.UTF8.GetByteCount(payload) > 4_000 || IsJsonOrEmpty(payload);

    private static bool IsJsonOrEmpty(string text)
    {
        if (text.Length == 0)
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = JsonCursor.DepthMax });
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>How many events System.Text.Json finds; null when the body is no batch to it.</summary>
    private static int? Events(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonCursor.DepthMax });
            return Count(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Count(ref Utf8JsonReader reader)
    {
        int? events = null;
        reader.Read();
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        while (reader.Read())
        {
            if (!isObject || reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (IsBatch(ref reader))
            {
                reader.Read();
                events = reader.TokenType == JsonTokenType.StartArray ? Elements(ref reader) : events;
            }
        }

        return events;
    }

    private static bool IsBatch(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.ValueTextEquals("batch");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is JSON, but no text to System.Text.Json.
            return false;
        }
    }

    private static int Elements(ref Utf8JsonReader reader)
    {
        var elements = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements++;
            reader.Skip();
        }

        return elements;
    }

    private static int Column(string name) => TrackingColumns.Names.ToList().IndexOf(name);

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
