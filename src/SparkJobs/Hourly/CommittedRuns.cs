using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Hourly;

/// <summary>Which runs' rows the lake holds, as the lake itself knows it: the hours from its tables' files, the run from beside them.</summary>
internal static class CommittedRuns
{
    public static async Task<IReadOnlyList<RunOrder>> ListAsync(IObjectStore store, LakeState lake, CancellationToken cancellationToken)
    {
        var hours = HourlyPlan
            .LakeOutputs.SelectMany(table => lake.Of(table).Files)
            .Select(file => RunFolders.HourOf(file.Path))
            .OfType<HourWindow>()
            .Distinct()
            .Order();
        List<RunOrder> orders = [];
        foreach (var hour in hours)
        {
            // Without it a commit was cut short, and the ledger goes on with that run.
            if (await CurrentRuns.FindAsync(store, hour, cancellationToken).ConfigureAwait(false) is { } current)
            {
                orders.Add(new RunOrder(current.RunId, hour, current.Attempt, Provisional: false, DryRun: false));
            }
        }

        return orders;
    }
}
