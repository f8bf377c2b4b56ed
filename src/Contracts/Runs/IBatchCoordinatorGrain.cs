using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Maas.Contracts.Runs;

/// <summary>
/// The one owner of the ledger of hours and of every run. Its key is <see cref="Key"/>. A reminder ticks it each minute; what is due
/// follows from the ledger.
/// </summary>
[Alias("maas.IBatchCoordinatorGrain")]
public interface IBatchCoordinatorGrain : IGrainWithStringKey
{
    const string Key = "batch";

    /// <summary>Registers the reminder and resumes what a crash left. Called at every start of a silo; idempotent.</summary>
    [Alias("Start")]
    Task Start();

    /// <summary>
    /// Plans a run for every hour of the period that holds rows, oldest first. An hour still open is sealed and run provisionally. An hour
    /// whose run is planned already keeps it; several new ones are a backfill.
    /// </summary>
    [Alias("Request")]
    Task<RunRequestResult> Request(RunRequest request);

    /// <summary>Asks a planned or running run to stop. False when there is no such run, or it has already ended or begun to commit.</summary>
    [Alias("Cancel")]
    [AlwaysInterleave]
    Task<bool> Cancel(string runId);

    [Alias("GetRun")]
    [AlwaysInterleave]
    Task<RunView?> GetRun(string runId);

    /// <summary>Runs of hours, newest first, at most <paramref name="count"/> (1 to 1,000).</summary>
    [Alias("ListRuns")]
    [AlwaysInterleave]
    Task<ImmutableArray<RunView>> ListRuns(int count);

    /// <summary>Runs of housekeeping, newest first, at most <paramref name="count"/> (1 to 1,000).</summary>
    [Alias("ListMaintenance")]
    [AlwaysInterleave]
    Task<ImmutableArray<RunView>> ListMaintenance(int count);

    /// <summary>The backfills that are remembered, newest first.</summary>
    [Alias("ListBackfills")]
    [AlwaysInterleave]
    Task<ImmutableArray<BackfillView>> ListBackfills();

    [Alias("GetBackfill")]
    [AlwaysInterleave]
    Task<BackfillView?> GetBackfill(string id);

    /// <summary>
    /// Asks the runs of a backfill that have not ended to stop. False when there is no such backfill, or nothing of it can be stopped any
    /// more.
    /// </summary>
    [Alias("CancelBackfill")]
    [AlwaysInterleave]
    Task<bool> CancelBackfill(string id);

    /// <summary>The ledger's hours from <paramref name="fromHour"/> up to and without <paramref name="toHour"/> (hours since the Unix epoch).</summary>
    /// <exception cref="ArgumentException">The period is longer than 10,000 hours.</exception>
    [Alias("ListHours")]
    [AlwaysInterleave]
    Task<ImmutableArray<HourView>> ListHours(int fromHour, int toHour);

    /// <summary>
    /// Begins to rebuild the registry from the lake, between two runs; one under way goes on. Devices answer from what is restored so far.
    /// </summary>
    [Alias("Rebuild")]
    [AlwaysInterleave]
    Task<RebuildView> Rebuild();

    /// <summary>The latest rebuild; null when there was none.</summary>
    [Alias("GetRebuild")]
    [AlwaysInterleave]
    Task<RebuildView?> GetRebuild();
}
