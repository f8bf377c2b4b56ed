using System.Diagnostics;
using System.Text.Json;
using Maas.Gateway.Ingestion;
using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Gateway.Ingestion.Rows;
using Maas.Parsing;

const int Rounds = 25;
const int BatchesPerRound = 2_000;

var rules = new IngestRules
{
    EventBytesMax = 32 * 1024,
    DeviceKeyBytesMax = 512,
    RejectPayloadBytesMax = 4096,
    StoreAddresses = true,
    Consent = new ConsentOptions().ToCategories(),
    NewMessageId = () => Guid.CreateVersion7(),
};
var app = new AppName("demo");
var batch = new EventBatch();
foreach (var devices in (int[])[1, SampleBatch.Events])
{
    var json = SampleBatch.Create("demo-write-key", devices);
    var padded = new byte[json.Length + JsonCursor.Padding];
    json.CopyTo(padded, 0);
    var steps = new (string Name, Action Run)[]
    {
        ("Utf8JsonReader, every token read", () => ReadTokens(padded.AsSpan(0, json.Length))),
        ("scan", () => Scan(padded, json.Length)),
        ("scan, resolve", () => Resolve(padded, json.Length)),
        ("scan, resolve, rows, messages", () => Write(padded, json.Length)),
    };
    var micros = steps.Select(_ => new List<double>()).ToArray();
    var bytes = new long[steps.Length];
    for (var round = 0; round < Rounds; round++)
    {
        for (var step = 0; step < steps.Length; step++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var run = 0; run < BatchesPerRound; run++)
            {
                steps[step].Run();
            }

            micros[step].Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / BatchesPerRound);
            bytes[step] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / BatchesPerRound;
        }
    }

    Console.WriteLine($"{SampleBatch.Events} events, {json.Length} bytes, {devices} device(s); best of {Rounds} rounds, one thread");
    var yardstick = Best(micros[0]);
    for (var step = 0; step < steps.Length; step++)
    {
        var best = Best(micros[step]);
        Console.WriteLine($"  {steps[step].Name, -36} {best, 8:F1} us a batch {best / yardstick, 6:F2} {bytes[step], 8} B allocated");
    }
}

return;

// What others do on the machine only ever adds to a round.
static double Best(List<double> values) => values.Min();

static void ReadTokens(ReadOnlySpan<byte> json)
{
    var reader = new Utf8JsonReader(json);
    while (reader.Read()) { }
}

void Scan(byte[] padded, int length)
{
    batch.Begin(padded, length);
    if (BodyScanner.ScanBatch(batch.Padded, length, batch.Table, 2_500) != ScanOutcome.Read)
    {
        throw new InvalidOperationException("The sample batch does not scan.");
    }
}

int Resolve(byte[] padded, int length)
{
    Scan(padded, length);
    var request = new RequestFacts(app, 1_795_389_870_500_000, "203.0.113.7"u8.ToArray(), EventType.Unknown);
    var isUtf8 = System.Text.Unicode.Utf8.IsValid(batch.Body);
    var rejected = new EventResolver(batch, request, rules).Resolve(isUtf8);
    return rejected;
}

void Write(byte[] padded, int length)
{
    var rejected = Resolve(padded, length);
    var request = new RequestFacts(app, 1_795_389_870_500_000, "203.0.113.7"u8.ToArray(), EventType.Unknown);
    RequestWriter.Write(batch, request, rules, rejected).Dispose();
    batch.End();
}
