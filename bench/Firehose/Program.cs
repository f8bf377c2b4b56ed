using System.Globalization;
using Maas.Aws.Delivery;
using Maas.Aws.Firehose;
using Maas.Delivery.Bench;
using Maas.Firehose.Bench;
using Maas.Local.Objects;
using Maas.Tracking.Delivery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// What an event costs by the load of a silo: appends of 20 rows at a steady rate, through the product's own delivery, to a Firehose that takes
// everything after 25 ms and counts what it would bill. Arguments: seconds a rate.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seconds = args.Length > 0 ? int.Parse(args[0]) : 10;
var rows = SampleRows.Create(500);
var rowBytes = rows.Average(append => (double)append.Length) / SampleRows.Count;
Console.WriteLine($"One event a record of {rowBytes:F0} bytes: {Bill.DollarsOf(1_000_000, rowBytes):F4} dollars per million events.");
Console.WriteLine("| events/s | events a call | records a call | bytes a record | dollars per million events | beside one a record |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var rate in (int[])[100, 800, 5_000, 20_000, 60_000])
{
    var bill = new Bill(TimeSpan.FromMilliseconds(25));
    var events = await SendAsync(bill, rate);
    var (dollars, alone) = (bill.Dollars / events * 1e6, Bill.DollarsOf(1_000_000, rowBytes));
    Console.WriteLine(
        $"| {rate:N0} | {(double)events / bill.Calls:N0} | {(double)bill.Records / bill.Calls:F1} | {bill.Bytes / bill.Records:N0} | {dollars:F4} | {dollars / alone:P1} |"
    );
}

async Task<long> SendAsync(IFirehose firehose, int rate)
{
    var folder = Directory.CreateTempSubdirectory("maas-firehose-bench-").FullName;
    var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Maas:Data:Path", folder)]).Build();
    var services = new ServiceCollection().AddLogging(logging => logging.ClearProviders());
    services.AddSingleton(TimeProvider.System);
    services.AddDirectoryObjects(configuration);
    services.AddFirehoseDelivery(configuration);
    services.AddSingleton(firehose);
    long sent;
    await using (var provider = services.BuildServiceProvider())
    {
        var service = provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single();
        await service.StartingAsync(CancellationToken.None);
        sent = await AppendAsync(provider.GetRequiredService<IDeliveryStream>(), rate);
        await service.StoppedAsync(CancellationToken.None);
    }

    Directory.Delete(folder, recursive: true);
    return sent;
}

async Task<long> AppendAsync(IDeliveryStream delivery, int rate)
{
    var time = TimeProvider.System;
    var started = time.GetTimestamp();
    var answers = new List<Task<DeliveryOutcome>>();
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5), time);
    while (await timer.WaitForNextTickAsync() && time.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds))
    {
        var due = (long)(time.GetElapsedTime(started).TotalSeconds * rate / SampleRows.Count);
        while (answers.Count < due)
        {
            var append = new DeliveryAppend
            {
                App = "demo",
                ReceivedAt = time.GetUtcNow(),
                TrackingRows = [rows[answers.Count % rows.Length]],
                TrackingRowCount = SampleRows.Count,
            };
            answers.Add(delivery.AppendAsync(append).AsTask());
        }
    }

    var durable = (await Task.WhenAll(answers)).Count(outcome => outcome == DeliveryOutcome.Durable);
    return durable == answers.Count
        ? (long)durable * SampleRows.Count
        : throw new InvalidOperationException($"{answers.Count - durable} appends were not durable: the rate is too high here.");
}
