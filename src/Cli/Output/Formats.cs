namespace Maas.Cli.Output;

/// <summary>Numbers and durations for people.</summary>
internal static class Formats
{
    public static string Count(long count) => count.ToString("N0");

    /// <summary>A count with its noun: <c>1 file</c>, <c>2 files</c>.</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count:N0} {noun}s";

    public static string Duration(TimeSpan duration) =>
        duration switch
        {
            { TotalMilliseconds: < 10 } => $"{duration.TotalMilliseconds:0.0} ms",
            { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0} ms",
            { TotalMinutes: < 1 } => $"{duration.TotalSeconds:0.0} s",
            { TotalHours: < 1 } => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
            _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
        };

    public static string Bytes(long bytes) =>
        bytes switch
        {
            < 1024 => $"{bytes} B",
            < 1024 * 1024 => $"{bytes / 1024.0:0.0} KiB",
            < 1024 * 1024 * 1024 => $"{bytes / 1048576.0:0.0} MiB",
            _ => $"{bytes / 1073741824.0:0.0} GiB",
        };

    public static string Cost(decimal usd) => $"about ${usd:0.00}";

    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'") ?? "";

    public static string Hour(DateTimeOffset? hour) => hour?.UtcDateTime.ToString("yyyy-MM-dd'T'HH") ?? "";
}
