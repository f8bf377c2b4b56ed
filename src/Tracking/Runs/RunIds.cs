using System.Globalization;

namespace Maas.Tracking.Runs;

/// <summary>The names of runs: <c>20261122T230512-00042</c>, the time of planning and the number of the run.</summary>
public static class RunIds
{
    private const int LengthMax = 40;
    private const char MaintenanceMark = 'm';

    public static string Format(DateTimeOffset plannedAt, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{plannedAt.UtcDateTime:yyyyMMdd'T'HHmmss}-{number:00000}");

    /// <summary>The number in a run's id; 0 when it has none.</summary>
    public static long NumberOf(string runId) =>
        long.TryParse(runId.AsSpan(runId.IndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A run of housekeeping: <c>20261122T230512-m00042</c>, from a sequence of its own.</summary>
    public static string FormatMaintenance(DateTimeOffset startedAt, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd'T'HHmmss}-{MaintenanceMark}{number:00000}");

    /// <summary>A rebuild of the registry: <c>20261122T230512-r</c>.</summary>
    public static string FormatRebuild(DateTimeOffset startedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd'T'HHmmss}-r");

    public static bool IsMaintenance(string runId) => runId.Contains(MaintenanceMark, StringComparison.Ordinal);

    /// <summary>Whether the text can be a run's id: what is asked for from outside is checked before it is looked for.</summary>
    public static bool IsWellFormed(string? text) =>
        text is { Length: > 0 and <= LengthMax } && text.All(c => char.IsAsciiDigit(c) || c is 'T' or '-' or MaintenanceMark);
}
