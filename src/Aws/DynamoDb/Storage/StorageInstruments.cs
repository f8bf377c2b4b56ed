using System.Diagnostics;
using System.Diagnostics.Metrics;
using Maas.Aws.DynamoDb.Tables;

namespace Maas.Aws.DynamoDb.Storage;

/// <summary>What grain storage measures, under the names that the embedded storage has for the same.</summary>
internal sealed class StorageInstruments : IDisposable
{
    public const string MeterName = "Maas.Storage";

    private readonly Meter? _meter;
    private readonly Counter<long>? _reads;
    private readonly Counter<long>? _writes;
    private readonly Counter<long>? _stale;
    private readonly Counter<long>? _failed;
    private readonly Histogram<double>? _duration;

    public StorageInstruments(IMeterFactory? meters)
    {
        _meter = meters?.Create(MeterName);
        _reads = _meter?.CreateCounter<long>("maas.storage.reads", "{state}", "States read.");
        _writes = _meter?.CreateCounter<long>("maas.storage.writes", "{state}", "States written or removed.");
        _stale = _meter?.CreateCounter<long>("maas.storage.stale", "{state}", "Writes turned down because their etag was stale.");
        _failed = _meter?.CreateCounter<long>("maas.storage.failed", "{state}", "Reads and writes that the database failed.");
        _duration = _meter?.CreateHistogram<double>(
            "maas.storage.request.duration",
            "s",
            "A request to DynamoDB, its repetitions included."
        );
    }

    public async Task<Item?> ReadAsync(Func<Task<Item?>> read)
    {
        var item = await MeasureAsync(read);
        _reads?.Add(1);
        return item;
    }

    public async Task<WriteOutcome> WriteAsync(Func<Task<WriteOutcome>> write)
    {
        var outcome = await MeasureAsync(write);
        (outcome.Accepted ? _writes : _stale)?.Add(1);
        return outcome;
    }

    public void Dispose() => _meter?.Dispose();

    private async Task<T> MeasureAsync<T>(Func<Task<T>> request)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return await request();
        }
        catch
        {
            _failed?.Add(1);
            throw;
        }
        finally
        {
            _duration?.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }
}
