using System.Text;
using Maas.Aws.Delivery;
using Maas.Aws.Firehose;
using Maas.Local.Objects;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Maas.Aws.Tests.Delivery;

/// <summary>Delivery through Firehose, composed as the product does it, over a folder of objects.</summary>
internal sealed class FirehoseHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHostedLifecycleService _service;
    private bool _stopped;

    public FirehoseHost(string path, IFirehose firehose, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(
            setting => $"{FirehoseDeliveryOptions.Section}:{setting.Key}",
            string? (setting) => setting.Value,
            StringComparer.Ordinal
        );
        values["Maas:Data:Path"] = path;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton(time);
        services.AddDirectoryObjects(configuration);
        services.AddFirehoseDelivery(configuration);
        services.AddSingleton(firehose);
        _services = services.BuildServiceProvider();
        _service = _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single();
        Delivery = _services.GetRequiredService<FirehoseDeliveryStream>();
        Raw = _services.GetRequiredService<IRawStore>();
        Objects = _services.GetRequiredService<IObjectStore>();
    }

    public FirehoseDeliveryStream Delivery { get; }

    public IRawStore Raw { get; }

    public IObjectStore Objects { get; }

    public static async Task<FirehoseHost> StartAsync(
        string path,
        IFirehose firehose,
        TimeProvider time,
        params (string Key, string Value)[] settings
    )
    {
        var host = new FirehoseHost(path, firehose, time, settings);
        await host._service.StartingAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Ends as a stop of the process does: what was handed over is answered, and the books are saved.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        await _service.StoppedAsync(CancellationToken.None);
    }

    public Task<DeliveryOutcome> AppendAsync(DeliveryAppend append) => Delivery.AppendAsync(append).AsTask();

    public async Task<HourTally> ReadTallyAsync(DateTimeOffset at, string app = "demo") =>
        (await Raw.ReadTalliesAsync(HourWindow.Of(at), CancellationToken.None)).SingleOrDefault(tally => tally.App == app)
        ?? new HourTally(app, 0, 0, 0, 0, 0);

    /// <summary>An append of one app; each row is a line.</summary>
    public static DeliveryAppend Append(
        DateTimeOffset receivedAt,
        IReadOnlyList<string>? tracking = null,
        IReadOnlyList<string>? devices = null,
        IReadOnlyList<string>? rejected = null
    ) =>
        new()
        {
            App = "demo",
            ReceivedAt = receivedAt,
            TrackingRows = tracking is null ? [] : [Lines(tracking)],
            TrackingRowCount = tracking?.Count ?? 0,
            DeviceRows = Lines(devices ?? []),
            DeviceRowCount = devices?.Count ?? 0,
            RejectedRows = Lines(rejected ?? []),
            RejectedRowCount = rejected?.Count ?? 0,
        };

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        await _services.DisposeAsync();
    }

    private static ReadOnlyMemory<byte> Lines(IReadOnlyList<string> rows) =>
        Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row + "\n")));
}
