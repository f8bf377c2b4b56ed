using Maas.Tracking.Devices;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>What rows say of a device: of each group the newest statement, of equal times the greatest text; and when it was seen.</summary>
internal sealed record OracleGroups(long First, long Last, string Profile, string Ids, string Settings)
{
    private const char Unit = '\u001f';

    public static OracleGroups Of(IReadOnlyCollection<OracleRow> rows) =>
        new(
            rows.Min(row => row.Seen),
            rows.Max(row => row.Seen),
            Newest(rows, "profile_at", [.. ProfileFields.Names]),
            Newest(rows, "ids_at", ["idfa", "gaid"]),
            Newest(rows, "settings_at", ["settings"])
        );

    public override string ToString() => $"{First}..{Last} {Profile} {Ids} {Settings}";

    /// <summary>The fields of a group, and since when.</summary>
    public static string Text(IEnumerable<string?> fields, long? at) => at is null ? "-" : $"{string.Join(Unit, fields)}@{at}";

    private static string Newest(IEnumerable<OracleRow> rows, string at, string[] fields)
    {
        var newest = rows.Where(row => row.Time(at) is not null)
            .Select(row => (At: row.Time(at), Fields: string.Join(Unit, fields.Select(field => row[field]))))
            .OrderByDescending(group => group.At)
            .ThenByDescending(group => group.Fields, Comparer<string>.Create(OracleText.Compare))
            .FirstOrDefault();
        return Text([newest.Fields], newest.At);
    }
}
