using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>The ledger's page of the latest rebuild as the coordinator works with it: every change is written before it is seen.</summary>
internal sealed class RebuildLedger(LedgerStore store) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private LedgerPage? _page;

    /// <summary>Null when there was none.</summary>
    public RebuildRecord? Latest { get; private set; }

    public async Task LoadAsync()
    {
        if (_page is null)
        {
            (Latest, _page) = await store.ReadRebuildAsync();
        }
    }

    public async Task<RebuildRecord> ChangeAsync(Func<RebuildRecord?, RebuildRecord> change)
    {
        await _gate.WaitAsync();
        try
        {
            await LoadAsync();
            var rebuild = change(Latest);
            if (!ReferenceEquals(rebuild, Latest))
            {
                await store.WriteAsync(_page!, rebuild);
            }

            return Latest = rebuild;
        }
        catch
        {
            // Whether it was written is unknown: the next use reads it again.
            _page = null;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
