using System.Text;
using Maas.Contracts.Devices;
using Maas.Tracking.Devices;

namespace Maas.Grains.Devices;

/// <content>
/// Keeps the index of advertising ids right through resets, off the path of acknowledgements. The order is: add the new id there; save
/// here that it is indexed; remove the old one there; record that. A crash anywhere leaves at most an entry too many, which the device
/// does not confirm, and which its record still names, so that the next activation goes on where this one stopped.
/// </content>
internal sealed partial class DeviceGrain
{
    private const int IndexRoundsMax = 3;

    private bool _indexing;

    private string DeviceKey => DeviceAddress.Parse(Encoding.UTF8.GetString(Address)).DeviceKey;

    private void StartIndexingIfDue()
    {
        if (!_indexing && !State.IndexIsCurrent)
        {
            _indexing = true;
            IndexInBackgroundAsync().Ignore();
        }
    }

    private async Task IndexInBackgroundAsync()
    {
        await _services.IndexSlots.WaitAsync();
        try
        {
            // Ids that change again meanwhile need another round; one that fails is taken up by the next flush.
            for (var round = 0; round < IndexRoundsMax && !State.IndexIsCurrent; round++)
            {
                if (!await AddToIndexAsync() || !await RemoveStaleAsync())
                {
                    break;
                }
            }
        }
        finally
        {
            _services.IndexSlots.Release();
            _indexing = false;
            if (!State.IndexIsCurrent)
            {
                AwaitFlush();
            }
        }
    }

    private async Task<bool> AddToIndexAsync()
    {
        var ids = State.CurrentIds;
        if (AdvertisingIdFragment.IsNone(ids) || State.IsIndexed(ids))
        {
            return true;
        }

        try
        {
            var deviceKey = DeviceKey;
            foreach (var index in Indexes(ids))
            {
                await index.Add(deviceKey);
            }
        }
        catch (Exception exception)
        {
            _services.Instruments.IndexFailed();
            LogIndexFailed(exception);
            return false;
        }

        _services.Instruments.IndexChanged();
        State.AddIndexed(ids);
        Changed();
        return true;
    }

    private async Task<bool> RemoveStaleAsync()
    {
        foreach (var stale in State.IndexedIds.ToArray())
        {
            // Until the new ids are saved, a crash would bring the old ones back: then the index must still have them.
            if (stale.AsSpan().SequenceEqual(State.CurrentIds))
            {
                continue;
            }

            if (!await SaveAsync(_version))
            {
                return false;
            }

            try
            {
                var deviceKey = DeviceKey;
                foreach (var index in Indexes(stale, State.CurrentIds))
                {
                    await index.Remove(deviceKey);
                }
            }
            catch (Exception exception)
            {
                _services.Instruments.IndexFailed();
                LogIndexFailed(exception);
                return false;
            }

            _services.Instruments.IndexChanged();
            State.RemoveIndexed(stale);
            Changed();
        }

        return true;
    }

    private void LogIndexFailed(Exception exception)
    {
        if (_services.Failures.Index.Take(out var count))
        {
            Log.IndexFailed(_services.Logger, exception, count);
        }
    }

    /// <summary>The index grains of the ids, without those of the ids to spare.</summary>
    private List<IAdvertisingIdGrain> Indexes(byte[] ids, byte[]? spared = null)
    {
        var (idfa, gaid) = AdvertisingIdFragment.Read(ids);
        var (sparedIdfa, sparedGaid) = AdvertisingIdFragment.Read(spared);
        var indexes = new List<IAdvertisingIdGrain>(2);
        Add(AdvertisingIdKind.Idfa, idfa, sparedIdfa);
        Add(AdvertisingIdKind.Gaid, gaid, sparedGaid);
        return indexes;

        void Add(AdvertisingIdKind kind, string? id, string? spare)
        {
            if (id is not null && !string.Equals(id, spare, StringComparison.OrdinalIgnoreCase))
            {
                indexes.Add(_services.Grains.GetGrain<IAdvertisingIdGrain>(AdvertisingIdAddress.Format(App, kind, id)));
            }
        }
    }
}
