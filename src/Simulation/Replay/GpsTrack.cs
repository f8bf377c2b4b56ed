namespace Maas.Simulation.Replay;

/// <summary>The fixes of one trip, in the file's order.</summary>
/// <param name="Id">The file's <c>track_id</c>.</param>
/// <param name="Fixes">At least one.</param>
public sealed record GpsTrack(string Id, IReadOnlyList<GpsFix> Fixes);

/// <param name="Latitude">Degrees, −90 to 90.</param>
/// <param name="Longitude">Degrees, −180 to 180.</param>
/// <param name="At">When; a time without a zone is taken as UTC.</param>
public readonly record struct GpsFix(double Latitude, double Longitude, DateTimeOffset At);

/// <summary>A file of tracks, and the lines of it that are no fix.</summary>
public sealed record GpsTracks(IReadOnlyList<GpsTrack> Tracks, IReadOnlyList<SkippedLine> Skipped)
{
    public int Fixes => Tracks.Sum(static track => track.Fixes.Count);
}

/// <param name="Line">Its number, from 1 on.</param>
/// <param name="Reason">Why it is no fix.</param>
public sealed record SkippedLine(int Line, string Reason);
