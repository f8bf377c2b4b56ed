using System.Globalization;

namespace Maas.Tracking.Runs;

/// <summary>The names of runs: <c>20261122T230512-00042</c>, the time of planning and the number of the run.</summary>
public static class RunIds
{
    private const int LengthMax = 40;

    public static string Format(DateTimeOffset plannedAt, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{plannedAt.UtcDateTime:yyyyMMdd'T'HHmmss}-{number:00000}");

    /// <summary>Whether the text can be a run's id: what is asked for from outside is checked before it is looked for.</summary>
    public static bool IsWellFormed(string? text) =>
        text is { Length: > 0 and <= LengthMax } && text.All(c => char.IsAsciiDigit(c) || c is 'T' or '-');
}
