using Maas.SparkJobs.Delta;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Lake;

/// <summary>
/// Which part of the lake is opened. It matters where objects are not on this machine's disks, for their files are copied before a query
/// can read them.
/// </summary>
public sealed record LakeScope
{
    /// <summary>All of it.</summary>
    public static LakeScope Everything { get; } = new();

    /// <summary>Whether a table's files are opened; one that is left out cannot be queried.</summary>
    public Func<DeltaTableDefinition, bool> Includes { get; init; } = static _ => true;

    /// <summary>Whether files are opened at all. Without them the tables show their columns, and no rows.</summary>
    public bool FilesAreOpened { get; init; } = true;

    /// <summary>The first hour of the tables that are divided by hours; null for the lake's first.</summary>
    public HourWindow? From { get; init; }

    /// <summary>The hour after the last; null for all that there are.</summary>
    public HourWindow? To { get; init; }

    internal bool Holds(DeltaFile file)
    {
        if (
            file.PartitionValues.GetValueOrDefault("dt") is not { } date
            || file.PartitionValues.GetValueOrDefault("hr") is not { } hour
            || !HourWindow.TryParse($"{date}T{hour}", out var window)
        )
        {
            return true;
        }

        return (From is not { } from || window >= from) && (To is not { } to || window < to);
    }
}
