using Maas.Simulation.Fleet;
using Maas.Simulation.Traffic;
using Maas.Tracking.Csv;

namespace Maas.Simulation.Replay;

/// <summary>
/// Recorded trips as traffic: each track is a device, each fix a <c>track</c> event whose message id is made of track and position. So
/// a second replay of the same file adds nothing. Not thread-safe.
/// </summary>
public sealed class TrackReplay : ITrafficSource, IDisposable
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(1);

    private readonly GpsTracks _tracks;
    private readonly ReplayOptions _options;
    private readonly TimeProvider _time;
    private readonly EventWriter _writer = new();
    private readonly SimulatedDevice[] _devices;
    private readonly Queue<Piece> _pieces;
    private readonly TimeSpan _shift;
    private readonly DateTimeOffset _begin;

    public TrackReplay(GpsTracks tracks, ReplayOptions options, TimeProvider time)
    {
        (_tracks, _options, _time) = (tracks, options, time);
        _devices = [.. tracks.Tracks.Select(track => TripDevice.Of(track, options.Models))];
        _pieces = new Queue<Piece>(Plan(tracks, options));
        _shift = options.FirstFixAt - tracks.Tracks.SelectMany(static track => track.Fixes).Min(static fix => fix.At) ?? TimeSpan.Zero;
        _begin = time.GetUtcNow();
    }

    public long? TotalEvents => _tracks.Fixes;

    /// <summary>The device keys, in the order of the tracks.</summary>
    public IReadOnlyList<string> DeviceKeys => [.. _devices.Select(static device => device.DeviceId)];

    /// <summary>The message id of a fix: the track's id and the fix's position in it, from 0 on.</summary>
    public static string MessageId(string track, int position) => $"gps-{track}-{position:D6}";

    public TrafficBatch? Next()
    {
        if (!_pieces.TryDequeue(out var piece))
        {
            return null;
        }

        var (track, device) = (_tracks.Tracks[piece.Track], _devices[piece.Track]);
        var building = new BatchBuilder(_writer, new RowBuffer(20 * 1024), piece.Count);
        for (var position = piece.First; building.Room > 0; position++)
        {
            var fix = track.Fixes[position];
            var at = new ClientFix(fix.Latitude, fix.Longitude, double.NaN, double.NaN, double.NaN, double.NaN);
            building.Add(new ClientEvent(device, MessageId(track.Id, position), "track", "Location Updated", fix.At + _shift, at, 0));
        }

        DateTimeOffset? dueAt = _options.Speed is { } speed ? _begin + (piece.After / speed) : null;
        return building.Finish(dueAt ?? _time.GetUtcNow(), _options.WriteKey, dueAt: dueAt);
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Batches in the order in which their last fixes were, each with the time since the beginning, idle times cut short.</summary>
    private static IEnumerable<Piece> Plan(GpsTracks tracks, ReplayOptions options)
    {
        var pieces =
            from track in Enumerable.Range(0, tracks.Tracks.Count)
            let fixes = tracks.Tracks[track].Fixes
            from piece in Enumerable.Range(0, fixes.Count).Chunk(options.BatchSize)
            orderby fixes[piece[^1]].At
            select (Track: track, First: piece[0], Count: piece.Length, fixes[piece[^1]].At);
        var (elapsed, last) = (TimeSpan.Zero, (DateTimeOffset?)null);
        foreach (var piece in pieces)
        {
            var gap = piece.At - last ?? TimeSpan.Zero;
            elapsed += gap < LongestIdle ? gap : LongestIdle;
            last = piece.At;
            yield return new Piece(piece.Track, piece.First, piece.Count, elapsed);
        }
    }

    private readonly record struct Piece(int Track, int First, int Count, TimeSpan After);
}
