using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>A raw row by its columns' names; an empty field is null.</summary>
internal sealed class OracleRow(HourWindow folder, IReadOnlyList<string> columns, IReadOnlyList<string> fields)
{
    private static readonly string[] Numbers = ["latitude", "longitude", "altitude", "accuracy", "speed", "bearing"];

    private readonly IReadOnlyList<string> _columns = columns;

    private readonly Dictionary<string, string?> _fields = columns
        .Zip(fields)
        .ToDictionary(pair => pair.First, pair => pair.Second.Length == 0 ? null : pair.Second, StringComparer.Ordinal);

    public string? this[string column] => _fields[column];

    public string App => this["app_id"] ?? "";

    public (string App, string Key) Device => (App, this["device_key"] ?? "");

    public (string App, string Key, string Message) Identity => (App, this["device_key"] ?? "", this["message_id"] ?? "");

    /// <summary>A row without a valid time belongs to its folder's hour.</summary>
    public long Received => Time("received_at") ?? folder.StartMicros;

    /// <summary>When the device says that it was.</summary>
    public long Seen => Time("event_time") ?? Received;

    public bool IsLocated => Number("latitude") is not null && Number("longitude") is not null;

    /// <summary>Its time of reception may be anything; all else is empty or valid, and what names the row is there.</summary>
    public bool IsGood =>
        this["schema"] == "1"
        && this["app_id"] is not null
        && this["device_key"] is not null
        && (!_columns.Contains("message_id") || this["message_id"] is not null)
        && _columns
            .Where(column => column != "received_at" && (column.EndsWith("_at", StringComparison.Ordinal) || column == "event_time"))
            .All(column => this[column] is null || Time(column) is not null)
        && _columns.Intersect(Numbers).All(column => this[column] is null || Number(column) is not null);

    public long? Time(string column) => this[column] is { } text ? OracleText.Time(text) : null;

    public double? Number(string column) => this[column] is { } text ? OracleText.Number(text) : null;

    /// <summary>The order of copies of one event: the earliest stays, of equal ones the least by its columns in their order.</summary>
    public static int Order(OracleRow first, OracleRow second)
    {
        var order = first.Received.CompareTo(second.Received);
        foreach (var column in first._columns.Skip(2))
        {
            if (order != 0)
            {
                return order;
            }

            if (Numbers.Contains(column))
            {
                order = OracleText.Compare(Text(first.Number(column)), Text(second.Number(column)));
            }
            else if (column.EndsWith("_at", StringComparison.Ordinal) || column == "event_time")
            {
                order = Nullable.Compare(first.Time(column), second.Time(column));
            }
            else
            {
                order = OracleText.Compare(first[column], second[column]);
            }
        }

        return order;
    }

    /// <summary>A number as the text it came as, zeros at its end aside.</summary>
    private static string? Text(double? number) => number?.ToString("F10", System.Globalization.CultureInfo.InvariantCulture);
}
