using System.Diagnostics;
using Maas.Bench.DeviceMemory;
using Maas.Contracts.Devices;
using Maas.Grains.Devices;
using Maas.Tracking.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Providers;
using Orleans.Storage;

var devices = args.Length > 0 ? int.Parse(args[0]) : 100_000;
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.UseOrleans(silo =>
{
    silo.UseLocalhostClustering();
    silo.Services.AddSingleton<IDeliveryStream, NullDelivery>();
    silo.Services.AddKeyedSingleton<IGrainStorage, NullStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);
    silo.AddDeviceRegistry(builder.Configuration);
});
using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();
var fleet = new Fleet(args.Length > 1 ? args[1] : null);

// Everything that a silo needs once is in place before the first measurement.
await Task.WhenAll(Enumerable.Range(0, 100).Select(at => AppendAll(devices + at)));
var before = LiveBytes();
await Parallel.ForAsync(0, devices, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (device, _) => await AppendAll(device));
Show("unsaved");
await host.Services.GetRequiredService<DeviceFlusher>().FlushAllAsync(CancellationToken.None);
Show("saved, its ids indexed");
await RestAsync();
Show("the same, at rest");
await Parallel.ForAsync(
    0,
    devices,
    new ParallelOptions { MaxDegreeOfParallelism = 64 },
    async (device, _) => await grains.GetDevice("demo", Fleet.Key(device)).MergeLake(fleet.Lake(device))
);
Show("merged with the lake");
await RestAsync();
Show("the same, at rest");

var appends = 200_000;
var watch = Stopwatch.StartNew();
await Parallel.ForAsync(
    0,
    appends,
    new ParallelOptions { MaxDegreeOfParallelism = 64 },
    async (at, _) => await grains.GetDevice("demo", Fleet.Key(at % 10_000)).Append(fleet.Events(at % 10_000, 100 + (at / 10_000)))
);
Console.WriteLine($"{"warm appends of 20 events", -34}{appends / watch.Elapsed.TotalSeconds, 8:N0} a second");
await host.StopAsync();

async Task AppendAll(int device)
{
    for (var request = 0; request < 4; request++)
    {
        var result = await grains.GetDevice("demo", Fleet.Key(device)).Append(fleet.Events(device, request));
        if (result.Outcome != DeliveryOutcome.Durable)
        {
            throw new InvalidOperationException($"An append was {result.Outcome}.");
        }
    }
}

// The runtime counts a grain as at work, at some 80 bytes, until it has been idle for ten seconds; it looks every few seconds.
Task RestAsync() => Task.Delay(TimeSpan.FromSeconds(20));

void Show(string state) => Console.WriteLine($"{state, -34}{(LiveBytes() - before) / (double)devices, 8:N0} bytes a device");

long LiveBytes()
{
    for (var round = 0; round < 3; round++)
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
    }

    return GC.GetTotalMemory(forceFullCollection: true);
}
