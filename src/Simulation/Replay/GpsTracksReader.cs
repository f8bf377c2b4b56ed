using System.Globalization;

namespace Maas.Simulation.Replay;

/// <summary>
/// Reads GPS tracks from CSV with a heading that names at least <c>latitude, longitude, track_id, time</c>, in any order. Stationary
/// repeats and jumps are kept: they are what receivers send.
/// </summary>
public static class GpsTracksReader
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <exception cref="InvalidDataException">The heading lacks a column, or no line is a fix.</exception>
    public static GpsTracks Read(TextReader reader)
    {
        var columns = Columns.Of(reader.ReadLine() ?? "");
        var (tracks, skipped) = (new Dictionary<string, List<GpsFix>>(StringComparer.Ordinal), new List<SkippedLine>());
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            if (!TryRead(text, columns, out var track, out var fix, out var reason))
            {
                skipped.Add(new SkippedLine(line, reason));
                continue;
            }

            if (!tracks.TryGetValue(track, out var fixes))
            {
                tracks[track] = fixes = [];
            }

            fixes.Add(fix);
        }

        return tracks.Count > 0
            ? new GpsTracks([.. tracks.Select(static track => new GpsTrack(track.Key, track.Value))], skipped)
            : throw new InvalidDataException("No line of the file is a fix.");
    }

    private static bool TryRead(string text, Columns columns, out string track, out GpsFix fix, out string reason)
    {
        var fields = text.Split(',');
        (track, fix) = ("", default);
        if (fields.Length <= columns.Last)
        {
            reason = $"{fields.Length} fields";
            return false;
        }

        track = Unquote(fields[columns.Track]);
        var isNumber = TryNumber(fields[columns.Latitude], out var latitude) & TryNumber(fields[columns.Longitude], out var longitude);
        var isTime = DateTimeOffset.TryParse(Unquote(fields[columns.Time]), CultureInfo.InvariantCulture, Utc, out var at);
        fix = new GpsFix(latitude, longitude, at);
        reason = (track.Length, isNumber, isTime) switch
        {
            (0, _, _) => "no track id",
            (_, false, _) => "latitude or longitude is no number",
            (_, _, false) => "no time",
            _ when !(Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180) => "not a place on Earth",
            _ => "",
        };
        return reason.Length == 0;
    }

    private static bool TryNumber(string field, out double value) =>
        double.TryParse(Unquote(field), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Unquote(string field) => field.Trim().Trim('"');

    private readonly record struct Columns(int Latitude, int Longitude, int Track, int Time)
    {
        public int Last => Math.Max(Math.Max(Latitude, Longitude), Math.Max(Track, Time));

        public static Columns Of(string heading)
        {
            string[] names = [.. heading.Split(',').Select(Unquote)];
            return new Columns(Find("latitude"), Find("longitude"), Find("track_id"), Find("time"));

            int Find(string name)
            {
                var at = Array.FindIndex(names, it => it.Equals(name, StringComparison.OrdinalIgnoreCase));
                return at >= 0
                    ? at
                    : throw new InvalidDataException(
                        $"The file's first line must name the columns latitude, longitude, track_id, time; {name} is missing."
                    );
            }
        }
    }
}
