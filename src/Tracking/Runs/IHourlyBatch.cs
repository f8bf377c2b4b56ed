namespace Maas.Tracking.Runs;

/// <summary>
/// The two jobs of an hour, device lake and tracking match, over some engine. The coordinator calls the members in this order and writes
/// its ledger between them; each may be called again with the same order after a crash, and then finishes or repeats the work without a
/// second effect. A failure is an exception whose message names the step and the cause in one line: it becomes the run's reason.
/// </summary>
public interface IHourlyBatch
{
    /// <summary>
    /// Runs both jobs into folders unique to the attempt; nothing of it is visible to readers of the lake. Writes the exact SQL, the
    /// inputs and the report under <c>runs/yyyy/MM/dd/HH/&lt;run&gt;/</c>. Files that delivery did not seal are verified first.
    /// <para>
    /// Cancelling ends the wait and whatever works in this process. An engine that outlives the process goes on: the process may be about
    /// to stop, and the next one takes the attempt up. What is to end for good is discarded.
    /// </para>
    /// </summary>
    Task<RunReport> ExecuteAsync(RunOrder order, IRunProgress progress, CancellationToken cancellationToken);

    /// <summary>
    /// Whether an attempt that an earlier process submitted still works, or has ended and waits to be looked at: an engine of its own
    /// machines has not stopped with that process. Then <see cref="ExecuteAsync"/> with the same order goes on with it and starts nothing.
    /// False only when it is certain that nothing was started: the attempt is then discarded and a later one begins.
    /// </summary>
    Task<bool> CanResumeAsync(RunOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Attempts that something outside this process works on, whoever began it. What has just begun may be missing. Whether an attempt was
    /// provisional or a dry run is not told.
    /// </summary>
    Task<IReadOnlyList<RunOrder>> ListAtWorkAsync(CancellationToken cancellationToken);

    /// <summary>The report that <see cref="ExecuteAsync"/> stored for the order, or null when it never finished.</summary>
    Task<RunReport?> FindReportAsync(RunOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Commits the report's files to the lake's tables, one atomic commit a table, devices' tables first and <c>tracked_devices</c> last,
    /// replacing exactly what earlier attempts of the hour wrote. A table already committed by this attempt is passed over.
    /// </summary>
    /// <exception cref="StaleRunException">A later attempt of the hour is committed: this one must stop.</exception>
    Task CommitAsync(RunOrder order, RunReport report, CancellationToken cancellationToken);

    /// <summary>What a dry run would change, a record a table, without committing. Stored beside the run's report.</summary>
    Task<IReadOnlyList<TableDifference>> CompareAsync(RunOrder order, RunReport report, CancellationToken cancellationToken);

    /// <summary>What <see cref="CompareAsync"/> found for the order, examples included; null when it never finished or is no longer kept.</summary>
    Task<IReadOnlyList<TableDifference>?> FindDifferencesAsync(RunOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// The devices whose lake row the run changed, a record an (app, device key), in a fixed order, from <paramref name="offset"/> on and
    /// at most <paramref name="count"/>: what is merged back into the device grains.
    /// </summary>
    Task<IReadOnlyList<Devices.LakeDevice>> ReadChangedDevicesAsync(
        RunOrder order,
        long offset,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The attempts whose rows the lake holds, one an hour, in the order of the hours: what a registry that was lost is rebuilt from. Whether
    /// an attempt was provisional is not told.
    /// </summary>
    Task<IReadOnlyList<RunOrder>> ListCommittedAsync(CancellationToken cancellationToken);

    /// <summary>Ends what still works on the attempt, then removes what it wrote and nobody will commit. No error when there is nothing.</summary>
    /// <param name="order">The attempt.</param>
    /// <param name="because">Why, in a few words: whoever comes upon what was ended, in a console or on a bill, reads them there.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task DiscardAsync(RunOrder order, string because, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="MaintainAsync"/> would find anything to do.</summary>
    Task<bool> IsMaintenanceDueAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Housekeeping of the lake between runs: compaction of <c>device_changes</c> into <c>devices</c> when enough has gathered,
    /// checkpoints, vacuum of files whose tombstones are old enough. It may be cut short anywhere: what is left is due again.
    /// </summary>
    Task MaintainAsync(IRunProgress progress, CancellationToken cancellationToken);
}

/// <summary>A later attempt of the same hour has committed to the lake, so this one has lost and must stop without another effect.</summary>
/// <param name="message">Which table holds which attempt.</param>
/// <param name="committedAttempt">The attempt that the lake holds, if it is known: the next one of the hour must be later.</param>
public sealed class StaleRunException(string message, long committedAttempt = 0) : Exception(message)
{
    public long CommittedAttempt { get; } = committedAttempt;
}
