using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>The hourly runs: section <c>Maas:Runs</c>.</summary>
public sealed class RunsOptions
{
    public const string Section = "Maas:Runs";

    /// <summary>
    /// How long a re-opened hour must have had no new file before it is run again. Default 30 minutes. Shorter takes late files up sooner and
    /// runs an hour more often while they trickle in.
    /// </summary>
    public TimeSpan QuietTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The wait after an hour's first failed try; it doubles with each further one. Default 1 minute.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait between two tries of an hour. Default 2 hours.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Failed tries after which an hour runs only on request or when its files change. Default 8: about four hours.</summary>
    public int TriesMax { get; set; } = 8;

    /// <summary>How often a stop of the process may cut a run short before the run counts as failed. Default 5.</summary>
    public int ResumesMax { get; set; } = 5;

    /// <summary>How long an attempt's engine may work before it is stopped and the run fails. Default 3 hours.</summary>
    public TimeSpan AttemptTimeMax { get; set; } = TimeSpan.FromHours(3);

    /// <summary>
    /// How often attempts are looked for that something outside works on and no run accounts for, such as a cluster that a stop left behind:
    /// they are ended. Default 5 minutes.
    /// </summary>
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Hours back from now whose files are looked at on every tick. Default 48. Older ones are looked at every <see cref="FullScanPeriod"/>.</summary>
    public int RecentHours { get; set; } = 48;

    /// <summary>Days back from now in which a new or late file is found. Default 400. What is older runs only on request.</summary>
    public int HistoryDays { get; set; } = 400;

    /// <summary>How often all hours of <see cref="HistoryDays"/> are looked at. Default 1 hour.</summary>
    public TimeSpan FullScanPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Hours that one request may span. Default 744, the longest month.</summary>
    public int RequestHoursMax { get; set; } = 744;

    /// <summary>Runs that may be planned at a time; a request beyond it is refused. Default 2,000.</summary>
    public int PlannedRunsMax { get; set; } = 2_000;

    /// <summary>Runs that can be found by id and are listed. Default 1,000; unfinished ones are kept beyond it.</summary>
    public int RunsKept { get; set; } = 1_000;

    /// <summary>
    /// Backfills, requests of several hours, that are remembered. Default 50. So many may be under way at a time; a further one is refused.
    /// </summary>
    public int BackfillsKept { get; set; } = 50;

    /// <summary>Runs of housekeeping that are remembered. Default 100, up to 120, so that their record fits into 400 KB.</summary>
    public int MaintenanceRunsKept { get; set; } = 100;

    /// <summary>Runs remembered of an hour. Default 5, the most, so that a day's record fits into 400 KB.</summary>
    public int RunsKeptPerHour { get; set; } = 5;

    /// <summary>Days of the ledger kept in memory. Default 62; others are read when asked for.</summary>
    public int DaysCached { get; set; } = 62;

    /// <summary>
    /// Device grains merged, or dropped before a rebuild, at the same time. Default 64. More shortens a merge-back and slows ingestion while
    /// it lasts.
    /// </summary>
    public int MergeParallelism { get; set; } = 64;

    /// <summary>Devices read from the lake at a time. Default 2,000.</summary>
    public int MergePageDevices { get; set; } = 2_000;

    /// <summary>Pages after which the progress of a merge-back is stored: what a stop can repeat. Default 8.</summary>
    public int MergePagesPerSave { get; set; } = 8;

    /// <summary>
    /// Tries of one device's merge or drop, or of one page's read, before the run fails, or the drop waits for the next tick. Default 5.
    /// </summary>
    public int MergeTriesMax { get; set; } = 5;

    /// <summary>The wait after the first failed merge or drop of a device; it doubles with each further one. Default 200 ms.</summary>
    public TimeSpan MergeRetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The decisions' part of the options, with the delivery stream's grace period.</summary>
    internal LedgerPolicy Policy(TimeSpan gracePeriod) =>
        new()
        {
            GracePeriod = gracePeriod,
            QuietTime = QuietTime,
            RetryDelay = RetryDelay,
            RetryDelayMax = RetryDelayMax,
            TriesMax = TriesMax,
            RunsKeptPerHour = RunsKeptPerHour,
        };
}
