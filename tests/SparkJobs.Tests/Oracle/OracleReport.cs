using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>What a run must report.</summary>
/// <param name="Apps">Its books of tracking rows.</param>
/// <param name="Devices">Its books of device rows.</param>
/// <param name="Reopens">Hours whose result it changes.</param>
/// <param name="Changed">Keys that must be merged back, with their rows of the hour in the lake.</param>
internal sealed record OracleReport(
    IReadOnlyList<EngineTally> Apps,
    IReadOnlyList<DeviceTally> Devices,
    IReadOnlySet<HourWindow> Reopens,
    IReadOnlyDictionary<(string App, string Key), int> Changed
);
