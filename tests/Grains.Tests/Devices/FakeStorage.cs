using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Maas.Grains.Devices;
using Maas.Tracking.State;
using Orleans.Storage;

namespace Maas.Grains.Tests.Devices;

/// <summary>Grain storage in memory that keeps the providers' rules for etags, outlives activations, and fails when it is told to.</summary>
internal sealed class FakeStorage : IGrainStorage, IStateCatalog
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, int ETag)> _records = new(StringComparer.Ordinal);

    public Func<GrainId, bool> FailsRead { get; set; } = _ => false;

    public Func<GrainId, bool> FailsWrite { get; set; } = _ => false;

    /// <summary>What a read waits for before it answers with what was stored when it began.</summary>
    public Func<GrainId, Task> AfterRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before each write: what another activation does meanwhile.</summary>
    public Action<GrainId>? BeforeWrite { get; set; }

    public List<string> Writes { get; } = [];

    public byte[]? Find(GrainId grain) => _records.TryGetValue(grain.ToString(), out var record) ? record.Bytes : null;

    /// <summary>Writes as another activation would, whatever the etag is.</summary>
    public void Put(GrainId grain, byte[] bytes) =>
        _records.AddOrUpdate(grain.ToString(), _ => (bytes, 1), (_, held) => (bytes, held.ETag + 1));

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (FailsRead(grainId))
        {
            throw new IOException("The storage is out of reach.");
        }

        var state = Activator.CreateInstance<T>();
        grainState.RecordExists = _records.TryGetValue(grainId.ToString(), out var record);
        grainState.ETag = grainState.RecordExists ? Text(record.ETag) : null!;
        if (grainState.RecordExists)
        {
            ((IStateBytes)state!).Load(record.Bytes);
        }

        grainState.State = state;
        await AfterRead(grainId);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        BeforeWrite?.Invoke(grainId);
        if (FailsWrite(grainId))
        {
            throw new IOException("The storage is full.");
        }

        lock (Writes)
        {
            var held = _records.TryGetValue(grainId.ToString(), out var record) ? Text(record.ETag) : null;
            if (!string.Equals(held, grainState.ETag, StringComparison.Ordinal))
            {
                throw new InconsistentStateException("Another has written.", held ?? "", grainState.ETag ?? "");
            }

            _records[grainId.ToString()] = (((IStateBytes)grainState.State!).ToBytes(), record.ETag + 1);
            grainState.ETag = Text(record.ETag + 1);
            grainState.RecordExists = true;
            Writes.Add(grainId.ToString());
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _records.TryRemove(grainId.ToString(), out _);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListAsync(string stateName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var type = stateName == DeviceStore.StateName ? "device/" : "advertisingid/";
        foreach (var grain in _records.Keys.Where(grain => grain.StartsWith(type, StringComparison.Ordinal)))
        {
            yield return grain;
        }
    }

    private static string Text(int etag) => etag.ToString(CultureInfo.InvariantCulture);
}
