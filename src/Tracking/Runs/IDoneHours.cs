using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>What the ledger of runs knows of hours, for whoever decides how long raw files are kept.</summary>
public interface IDoneHours
{
    /// <summary>
    /// Those of the hours, both ends included, of which the lake holds what their raw files hold, or that hold nothing for it. An hour that waits
    /// for its run, or whose run failed, is not among them, nor is one that the ledger has not looked at. Throws when the ledger cannot be asked.
    /// </summary>
    Task<IReadOnlySet<HourWindow>> ListAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken);
}
