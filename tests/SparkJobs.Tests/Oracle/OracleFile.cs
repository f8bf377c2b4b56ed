using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Schema;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>How a raw file came to its folder.</summary>
internal enum OracleFileKind
{
    /// <summary>By our delivery, which counted its rows.</summary>
    Sealed,

    /// <summary>By somebody's tool: CRLF, an empty line at its end.</summary>
    Foreign,

    /// <summary>By somebody's tool, its gzip cut off.</summary>
    Damaged,
}

/// <summary>A raw file.</summary>
internal sealed record OracleFile(string Stream, HourWindow Folder, IReadOnlyList<string> Lines, OracleFileKind Kind)
{
    private IReadOnlyList<string> Columns => Stream == "tracking" ? TrackingColumns.Names : DeviceColumns.Names;

    /// <summary>Its rows, and how many lines are none.</summary>
    public (IReadOnlyList<OracleRow> Rows, int Malformed) Read()
    {
        if (Kind == OracleFileKind.Damaged)
        {
            return ([], 0);
        }

        var lines = Lines.Where(line => line.Length > 0).Select(line => OracleText.Split(line, Columns.Count)).ToList();
        return (
            [.. lines.OfType<IReadOnlyList<string>>().Select(fields => new OracleRow(Folder, Columns, fields))],
            lines.Count(line => line is null)
        );
    }

    public void WriteTo(FakeRawStore raw)
    {
        switch (Kind)
        {
            case OracleFileKind.Sealed:
                raw.Seal(Stream, Folder, Lines);
                break;
            case OracleFileKind.Foreign:
                raw.Drop(Stream, Folder, FakeRawStore.Gzip(string.Join("\r\n", [.. Lines, ""])));
                break;
            default:
                var whole = FakeRawStore.Gzip(string.Join('\n', Lines));
                raw.Drop(Stream, Folder, whole[..(whole.Length / 2)]);
                break;
        }
    }
}
