using System.IO.Compression;
using System.Text;
using Maas.Local.Data;
using Maas.Local.Delivery;
using Maas.Local.Files;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Local.Tests.Support;

/// <summary>Delivery over a data folder, composed as the product does it, with fake time and files that can fail.</summary>
internal sealed class DeliveryHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 10, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;
    private bool _stopped;

    public DeliveryHost(string path, params (string Key, string Value)[] settings)
        : this(path, null, settings) { }

    public DeliveryHost(string path, DateTimeOffset? now, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Maas:Data:Path"] = path };
        foreach (var (key, value) in settings)
        {
            values[key] = value;
        }

        Time = new FakeTimeProvider(now ?? Noon);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders().AddFakeLogging());
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IDurableFiles>(Files);
        services.AddLocalDelivery(configuration);
        _services = services.BuildServiceProvider();
        Logs = _services.GetFakeLogCollector();
        Folder = _services.GetRequiredService<DataFolder>();
        Stream = _services.GetRequiredService<LocalDeliveryStream>();
        Raw = _services.GetRequiredService<IRawStore>();
    }

    public FakeTimeProvider Time { get; }

    public FaultyFiles Files { get; } = new();

    public FakeLogCollector Logs { get; }

    public DataFolder Folder { get; }

    public LocalDeliveryStream Stream { get; }

    public IRawStore Raw { get; }

    public HourWindow Hour => HourWindow.Of(Time.GetUtcNow());

    public static DeliveryHost Started(string path, params (string Key, string Value)[] settings)
    {
        var host = new DeliveryHost(path, settings);
        host.Stream.Start();
        return host;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>An append of tracking rows, each of which is a line of its own.</summary>
    public DeliveryAppend Tracking(params string[] rows) =>
        new()
        {
            App = "demo",
            ReceivedAt = Time.GetUtcNow(),
            TrackingRows = [Lines(rows)],
            TrackingRowCount = rows.Length,
        };

    public static ReadOnlyMemory<byte> Lines(params string[] rows) => Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row + "\n")));

    public async Task<List<string>> SealedRowsAsync(HourWindow? hour = null)
    {
        var of = hour ?? Hour;
        await Raw.SealAsync(of, TestContext.Current.CancellationToken);
        return ReadSealed(Folder.Root, $"raw/tracking/{of.Folder}");
    }

    /// <summary>All rows of the gzip files of a folder and those below, each file read to its end.</summary>
    public static List<string> ReadSealed(string root, string key)
    {
        var folder = Path.Combine(root, key);
        var rows = new List<string>();
        if (!Directory.Exists(folder))
        {
            return rows;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*.csv.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var text = new StreamReader(gzip);
            var content = text.ReadToEnd();
            content.ShouldEndWith("\n");
            rows.AddRange(content.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return rows;
    }

    public string OpenSegment() => Directory.EnumerateFiles(Folder.Open, "*.segment").Order(StringComparer.Ordinal).Last();

    /// <summary>Ends as kill -9 would: nothing of what is in memory reaches the disk any more.</summary>
    public async Task CrashAsync()
    {
        Files.Die();
        _stopped = true;
        await Stream.StopAsync();
        await _services.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await Stream.StopAsync();
        }

        await _services.DisposeAsync();
    }
}
