using System.Diagnostics;
using System.Globalization;
using System.Text;
using Maas.Delivery.Bench;
using Maas.Local.Data;
using Maas.Local.Delivery;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// One operation is an append of 20 tracking rows, about 10 KB, by one of many concurrent callers, answered after its flush.
const int Callers = 256;
const int PacedPerSecond = 6_000;
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 4;
var folder = Path.GetFullPath(args.Length > 1 ? args[1] : "bench-data");
Directory.CreateDirectory(folder);
try
{
    var rows = SampleRows.Create(appends: 2_000);
    Console.WriteLine(
        $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {Callers} callers, {rows.Average(row => row.Length):N0} bytes an append"
    );
    var delivery = await RunDeliveryAsync(rows);
    Report("delivery", delivery.Ingest);
    Report("sealing the rest", delivery.Sealing);
    Report($"delivery at {PacedPerSecond:N0} a second", delivery.Paced);
    var bare = BareLoop.Run(Path.Combine(folder, "bare.bin"), rows, delivery.AppendsAGroup, TimeSpan.FromSeconds(seconds));
    Report("bare write + fsync of the same groups", bare);
    Console.WriteLine($"delivery / bare: {delivery.Ingest.PerSecond / bare.PerSecond:F2} of the appends a second");
}
finally
{
    Directory.Delete(folder, recursive: true);
}

async Task<(Measurement Ingest, Measurement Sealing, Measurement Paced, int AppendsAGroup)> RunDeliveryAsync(ReadOnlyMemory<byte>[] rows)
{
    var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Maas:Data:Path"] = Path.Combine(folder, "data") };
    var services = new ServiceCollection();
    services.AddLogging();
    services.AddLocalDelivery(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    await using var provider = services.BuildServiceProvider();
    var service = provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>().First();
    await service.StartingAsync(CancellationToken.None);
    var stream = provider.GetRequiredService<IDeliveryStream>();
    using var meter = new GroupMeter();
    await CallAsync(stream, rows, TimeSpan.FromSeconds(1));
    meter.Reset();
    var probe = Measurement.Start();
    var appends = await CallAsync(stream, rows, TimeSpan.FromSeconds(seconds));
    var ingest = probe.Stop(appends);
    var size = Math.Max(1, (int)meter.MeanGroup);
    probe = Measurement.Start();
    await provider.GetRequiredService<IRawStore>().SealAsync(HourWindow.Of(DateTimeOffset.UtcNow), CancellationToken.None);
    var sealing = probe.Stop(appends);
    probe = Measurement.Start();
    var paced = probe.Stop(await PaceAsync(stream, rows, TimeSpan.FromSeconds(seconds)));
    await service.StoppedAsync(CancellationToken.None);
    return (ingest, sealing, paced, size);
}

static async Task<long> CallAsync(IDeliveryStream stream, ReadOnlyMemory<byte>[] rows, TimeSpan duration)
{
    var appends = 0L;
    var started = Stopwatch.GetTimestamp();
    await Task.WhenAll(
        Enumerable
            .Range(0, Callers)
            .Select(caller =>
                Task.Run(async () =>
                {
                    var next = caller;
                    while (Stopwatch.GetElapsedTime(started) < duration)
                    {
                        if (await stream.AppendAsync(Append(rows[next++ % rows.Length])) == DeliveryOutcome.Durable)
                        {
                            Interlocked.Increment(ref appends);
                        }
                    }
                })
            )
    );
    return appends;
}

// Sends at a fixed rate, whatever is still under way: what an append costs when the service is not saturated.
static async Task<long> PaceAsync(IDeliveryStream stream, ReadOnlyMemory<byte>[] rows, TimeSpan duration)
{
    var (sent, started) = (0, Stopwatch.GetTimestamp());
    var pending = new Queue<Task<DeliveryOutcome>>();
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
    while (Stopwatch.GetElapsedTime(started) < duration)
    {
        await timer.WaitForNextTickAsync();
        for (var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * PacedPerSecond); sent < due; sent++)
        {
            pending.Enqueue(stream.AppendAsync(Append(rows[sent % rows.Length])).AsTask());
        }

        while (pending.TryPeek(out var first) && first.IsCompleted)
        {
            await pending.Dequeue();
        }
    }

    await Task.WhenAll(pending);
    return sent;
}

static DeliveryAppend Append(ReadOnlyMemory<byte> rows) =>
    new()
    {
        App = "demo",
        ReceivedAt = DateTimeOffset.UtcNow,
        TrackingRows = [rows],
        TrackingRowCount = SampleRows.Count,
    };

static void Report(string name, Measurement result) =>
    Console.WriteLine(
        $"{name, -40} {result.PerSecond, 9:N0} appends/s {result.CpuMicros, 7:F1} CPU-µs an append {result.AllocatedBytes, 7:N0} B an append {result.Elapsed.TotalSeconds, 6:F2} s"
    );
