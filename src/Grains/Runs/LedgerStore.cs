using Maas.Tracking.Runs;
using Orleans.Storage;

namespace Maas.Grains.Runs;

/// <summary>
/// The ledger's records in grain storage: a record a day under the grain id <c>ledger/2026-11-22</c>, <c>ledger/index</c>,
/// <c>ledger/maintenance</c> and <c>ledger/rebuild</c>. Every record keeps its etag, so that a second coordinator is found out at its first write.
/// </summary>
internal sealed class LedgerStore(IGrainStorage storage)
{
    private const string StateName = "ledger";
    private const string IndexKey = "index";
    private const string MaintenanceKey = "maintenance";
    private const string RebuildKey = "rebuild";
    private static readonly GrainType Type = GrainType.Create("ledger");

    public async Task<(LedgerIndex Index, LedgerPage Page)> ReadIndexAsync()
    {
        var page = await ReadAsync(IndexKey);
        return (page.Json.Length > 0 ? LedgerCodec.ReadIndex(page.Json) : LedgerIndex.Empty, page);
    }

    public async Task<(LedgerDay Day, LedgerPage Page)> ReadDayAsync(LedgerDate date)
    {
        var page = await ReadAsync(date.ToString());
        return (page.Json.Length > 0 ? LedgerCodec.ReadDay(page.Json) : new LedgerDay { Date = date }, page);
    }

    public async Task<(MaintenanceLog Log, LedgerPage Page)> ReadMaintenanceAsync()
    {
        var page = await ReadAsync(MaintenanceKey);
        return (page.Json.Length > 0 ? LedgerCodec.ReadMaintenance(page.Json) : MaintenanceLog.Empty, page);
    }

    /// <summary>The latest rebuild; null when there was none.</summary>
    public async Task<(RebuildRecord? Rebuild, LedgerPage Page)> ReadRebuildAsync()
    {
        var page = await ReadAsync(RebuildKey);
        return (page.Json.Length > 0 ? LedgerCodec.ReadRebuild(page.Json) : null, page);
    }

    public Task WriteAsync(LedgerPage page, RebuildRecord rebuild) => WriteAsync(page, LedgerCodec.Write(rebuild));

    public Task WriteAsync(LedgerPage page, MaintenanceLog log) => WriteAsync(page, LedgerCodec.Write(log));

    public Task WriteAsync(LedgerPage page, LedgerIndex index) => WriteAsync(page, LedgerCodec.Write(index));

    public Task WriteAsync(LedgerPage page, LedgerDay day) => WriteAsync(page, LedgerCodec.Write(day));

    private async Task<LedgerPage> ReadAsync(string key)
    {
        var page = new LedgerPage(GrainId.Create(Type, key));
        try
        {
            await storage.ReadStateAsync(StateName, page.Id, page.State);
            return page;
        }
        catch (Exception e)
        {
            throw new LedgerUnavailableException($"The ledger's record {key} cannot be read: {e.Message}", e);
        }
    }

    private async Task WriteAsync(LedgerPage page, string json)
    {
        page.State.State = new() { Json = json };
        try
        {
            await storage.WriteStateAsync(StateName, page.Id, page.State);
        }
        catch (InconsistentStateException e)
        {
            throw new LedgerLostException($"The ledger's record {page.Id.Key} was written by another coordinator.", e);
        }
        catch (Exception e)
        {
            throw new LedgerUnavailableException($"The ledger's record {page.Id.Key} cannot be written: {e.Message}", e);
        }
    }
}

/// <summary>A record as last read or written, with its etag.</summary>
internal sealed class LedgerPage(GrainId id)
{
    public GrainId Id => id;

    public GrainState<LedgerRecord> State { get; } = new(new LedgerRecord());

    public string Json => State.RecordExists ? State.State?.Json ?? "" : "";
}
