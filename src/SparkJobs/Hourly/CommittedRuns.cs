using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Hourly;

/// <summary>Which runs' rows the lake holds, as the lake itself knows it: the hours from its tables' files, the run from beside them.</summary>
internal static class CommittedRuns
{
    public static Task<IReadOnlyList<RunOrder>> ListAsync(IObjectStore store, LakeState lake, CancellationToken cancellationToken) =>
        CurrentRuns.ListAsync(
            store,
            HourlyPlan
                .LakeOutputs.SelectMany(table => lake.Of(table).Files)
                .Select(file => RunFolders.HourOf(file.Path))
                .OfType<HourWindow>()
                .Distinct()
                .Order(),
            cancellationToken
        );
}
