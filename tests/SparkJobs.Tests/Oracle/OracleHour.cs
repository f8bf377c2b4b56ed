namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>What the last run of an hour left.</summary>
internal sealed class OracleHour
{
    /// <summary>The rows in <c>tracking</c>.</summary>
    public List<OracleRow> Tracking { get; init; } = [];

    /// <summary>Device rows that parse.</summary>
    public List<OracleRow> Devices { get; init; } = [];

    /// <summary>Keys that are in the lake because of this hour: a key is one hour's, the first that was run.</summary>
    public HashSet<(string App, string Key)> Introduced { get; } = [];

    /// <summary>Keys whose rows are unmatched.</summary>
    public HashSet<(string App, string Key)> Waiting { get; } = [];

    /// <summary>Events counted as duplicates of another hour's.</summary>
    public HashSet<(string App, string Key, string Message)> Held { get; } = [];

    /// <summary>The rows in <c>tracked_devices</c>: any key of the device, and what stands there.</summary>
    public List<((string App, string Key) Device, string Text)> Tracked { get; set; } = [];

    /// <summary>The rows in <c>device_changes</c>, likewise.</summary>
    public List<((string App, string Key) Device, string Text)> Changes { get; set; } = [];
}
