using System.Text;
using Maas.Tracking.Csv;
using Maas.Tracking.Schema;

namespace Maas.Tracking.Devices;

/// <summary>Composes a raw device row (<see cref="DeviceColumns"/>) from fragments that are CSV already.</summary>
public static class DeviceRow
{
    private static readonly byte[] SchemaVersion = Encoding.UTF8.GetBytes(DeviceColumns.SchemaVersion);
    private static readonly int UserIdColumn = ProfileFields.Names.Count - 1;

    /// <summary>Appends one LF-ended row.</summary>
    /// <param name="row">Where to.</param>
    /// <param name="app">The app's name, UTF-8.</param>
    /// <param name="deviceKey">The device key, UTF-8.</param>
    /// <param name="receivedAt">Microseconds since the Unix epoch, UTC.</param>
    /// <param name="eventAt">The event time of what gave rise to the row, likewise.</param>
    /// <param name="content">What the row says. A user id without a profile is left out: a row says all of a profile or nothing.</param>
    public static void Write(
        RowBuffer row,
        ReadOnlySpan<byte> app,
        ReadOnlySpan<byte> deviceKey,
        long receivedAt,
        long eventAt,
        in DeviceContent content
    )
    {
        row.Append(SchemaVersion);
        row.Append(CsvFields.Comma);
        CsvFields.WriteTime(row, receivedAt);
        row.Append(CsvFields.Comma);
        CsvFields.WriteTime(row, eventAt);
        row.Append(CsvFields.Comma);
        CsvFields.WriteText(row, app);
        row.Append(CsvFields.Comma);
        CsvFields.WriteText(row, deviceKey);
        row.Append(CsvFields.Comma);
        var profile = content.Profile.IsPresent ? content.Profile.Value.Span : NoProfile;
        var platformEnd = profile.IndexOf(CsvFields.Comma);
        row.Append(profile[..(platformEnd + 1)]);
        row.Append(content.Ids.IsPresent ? content.Ids.Value.Span : DeviceContent.NoIds);
        row.Append(CsvFields.Comma);
        var profileAt = content.Profile.At;
        if (content.Profile.IsPresent && content.UserId.IsPresent)
        {
            row.Append(profile[(platformEnd + 1)..CsvFragment.StartOf(profile, UserIdColumn)]);
            row.Append(content.UserId.Value.Span);
            profileAt = content.UserId.At;
        }
        else
        {
            row.Append(profile[(platformEnd + 1)..]);
        }

        row.Append(CsvFields.Comma);
        row.Append(content.Settings.Value.Span);
        WriteTime(row, profileAt);
        WriteTime(row, content.Ids.At);
        WriteTime(row, content.Settings.At);
        row.Append(CsvFields.LineEnd);
    }

    private static ReadOnlySpan<byte> NoProfile => ",,,,,,,,,,,,"u8;

    private static void WriteTime(RowBuffer row, long at)
    {
        row.Append(CsvFields.Comma);
        if (at != Precedence.Absent)
        {
            CsvFields.WriteTime(row, at);
        }
    }
}
