using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>What a Spark is to run: scripts in their order, each reading what those before it wrote.</summary>
/// <param name="Name">Unique to the attempt, safe in paths, such as <c>2026112210-3</c>.</param>
/// <param name="Order">What it is of; null for housekeeping.</param>
/// <param name="Folder">The object key of a folder that is the attempt's own, without a slash at its end.</param>
/// <param name="LogKey">The object key for what Spark prints.</param>
/// <param name="Scripts">The scripts.</param>
/// <param name="IsTakenUp">An earlier process handed the run over: its own scripts run, and these are only waited for.</param>
public sealed record SparkRun(
    string Name,
    RunOrder? Order,
    string Folder,
    string LogKey,
    IReadOnlyList<SparkScript> Scripts,
    bool IsTakenUp = false
);
