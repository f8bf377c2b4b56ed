using Maas.Tracking.Schema;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>Raw rows from named columns.</summary>
internal static class RawRow
{
    public static string Tracking(params IEnumerable<(string Column, string? Value)> values) => Line(TrackingColumns.Names, values);

    public static string Device(params IEnumerable<(string Column, string? Value)> values) => Line(DeviceColumns.Names, values);

    /// <summary>A time as delivery writes it.</summary>
    public static string Time(long micros) => Timestamps.FromMicros(micros).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", null);

    private static string Line(IReadOnlyList<string> columns, IEnumerable<(string Column, string? Value)> values)
    {
        var given = values.ToDictionary(value => value.Column, value => value.Value, StringComparer.Ordinal);
        given.TryAdd("schema", "1");
        given.Keys.Except(columns).ShouldBeEmpty();
        return string.Join(',', columns.Select(column => Field(given.GetValueOrDefault(column))));
    }

    private static string Field(string? value) =>
        value is null || value.Length == 0 ? ""
        : value.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : value;
}
