using System.Globalization;
using Maas.SparkJobs.Delta;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Hourly;

/// <summary>Where an attempt writes: keys in the object store.</summary>
internal static class RunFolders
{
    /// <summary>The first folder of all data files that attempts of the hour write, up to its dash: a commit replaces by it.</summary>
    public static string HourPrefix(HourWindow hour) => hour.Start.ToString("yyyyMMddHH'-'", CultureInfo.InvariantCulture);

    /// <summary>The hour whose attempt wrote a table's data file; null when none did, as for a compaction.</summary>
    public static HourWindow? HourOf(string path) =>
        path.IndexOf('-') is var dash and > 0
        && DateTimeOffset.TryParseExact(
            path[..dash],
            "yyyyMMddHH",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var start
        )
            ? HourWindow.Of(start)
            : null;

    /// <summary>The attempt's folder inside each table, without a slash at its end.</summary>
    public static string Attempt(RunOrder order) => HourPrefix(order.Hour) + order.Attempt.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The attempt's folder inside the table, the hour's partition named in it where the table has one: engines read it off the path.
    /// </summary>
    public static string Table(RunOrder order, DeltaTableDefinition table) =>
        $"{table.Prefix}/{Attempt(order)}"
        + (table.PartitionColumns.Contains("hr", StringComparer.Ordinal) ? $"/dt={order.Hour.Date}/hr={order.Hour.Hour}" : "");

    /// <summary>The transaction that an hour's commits belong to.</summary>
    public static string TransactionApp(HourWindow hour) => $"maas/{hour}";

    /// <summary>Which runs the lake has held of the hour, an object an attempt; with a slash at its end.</summary>
    public static string Committed(HourWindow hour) => $"runs/{hour.Folder}/committed/";

    public static string Sql(RunOrder order) => $"{order.Folder}/run.sql";

    public static string Inputs(RunOrder order) => $"{order.Folder}/inputs.json";

    public static string Report(RunOrder order) => $"{order.Folder}/report.json";

    /// <summary>What a dry run would change, with examples.</summary>
    public static string Differences(RunOrder order) => $"{order.Folder}/differences.json";

    /// <summary>Outputs that are not the lake's, by name; a folder an attempt.</summary>
    public static string Side(RunOrder order, string name) => $"{Own(order)}/{name}";

    /// <summary>The attempt's folder inside the run's, without a slash at its end.</summary>
    public static string Own(RunOrder order) => $"{order.Folder}/{Attempt(order)}";

    /// <summary>What the engine printed. It lies beside the attempt's folder, for it outlives an attempt that failed.</summary>
    public static string Log(RunOrder order) => $"{Own(order)}.log";
}
