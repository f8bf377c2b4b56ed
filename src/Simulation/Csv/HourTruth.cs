using Maas.Tracking.Time;

namespace Maas.Simulation.Csv;

/// <summary>
/// What is true of a written hour, to hold a run's books against:
/// <c>TrackingRows = Matched + Unmatched + DuplicatesInHour + DuplicatesOfEarlierHours</c>, provided that the earlier hours were run first.
/// </summary>
/// <param name="Hour">Such as <c>2026-11-22T10</c>.</param>
/// <param name="TrackingRows">Rows under <c>raw/tracking</c>.</param>
/// <param name="TrackingBytes">Their length, uncompressed.</param>
/// <param name="DeviceRows">Rows under <c>raw/devices</c>.</param>
/// <param name="DeviceBytes">Their length, uncompressed.</param>
/// <param name="DeviceKeys">Distinct device keys in the device rows.</param>
/// <param name="DistinctIdentities">Distinct (app, device key, message id) in the tracking rows.</param>
/// <param name="DuplicatesInHour">Rows beyond the first of their identity.</param>
/// <param name="DuplicatesOfEarlierHours">Identities that an earlier hour holds, all of them of devices that have a device row.</param>
/// <param name="Unmatched">Identities that are new and whose device never has a device row.</param>
/// <param name="Matched">The rest.</param>
public sealed record HourTruth(
    string Hour,
    long TrackingRows,
    long TrackingBytes,
    long DeviceRows,
    long DeviceBytes,
    long DeviceKeys,
    long DistinctIdentities,
    long DuplicatesInHour,
    long DuplicatesOfEarlierHours,
    long Unmatched,
    long Matched
)
{
    internal static HourTruth Of(HourWindow hour, FileTally tracking, FileTally devices, long deviceKeys) =>
        new(
            hour.ToString(),
            tracking.Rows,
            tracking.Bytes,
            devices.Rows,
            devices.Bytes,
            deviceKeys,
            tracking.Rows - tracking.CopiesInHour,
            tracking.CopiesInHour,
            tracking.CopiesOfEarlier,
            tracking.Unmatched,
            tracking.Rows - tracking.CopiesInHour - tracking.CopiesOfEarlier - tracking.Unmatched
        );
}

/// <summary>The truth file.</summary>
public sealed record HourOfCsvTruth(long Seed, double Scale, string App, IReadOnlyList<HourTruth> Hours);

/// <summary>Counts of one file, or of several together.</summary>
internal readonly record struct FileTally(long Rows, long Bytes, long CopiesInHour, long CopiesOfEarlier, long Unmatched)
{
    public static FileTally operator +(FileTally left, FileTally right) =>
        new(
            left.Rows + right.Rows,
            left.Bytes + right.Bytes,
            left.CopiesInHour + right.CopiesInHour,
            left.CopiesOfEarlier + right.CopiesOfEarlier,
            left.Unmatched + right.Unmatched
        );
}
