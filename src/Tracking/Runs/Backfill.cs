using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>
/// A request that planned several runs at once. They are driven one by one like any others; the backfill is what is followed, cancelled
/// and told as one.
/// </summary>
/// <param name="Id">Named like a run, from the same sequence of numbers.</param>
/// <param name="From">The first hour asked for.</param>
/// <param name="To">The hour after the last.</param>
/// <param name="DryRun">Compute and compare; commit nothing.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="Settled">All its runs have ended, and somebody was told.</param>
public sealed record Backfill(string Id, HourWindow From, HourWindow To, bool DryRun, DateTimeOffset RequestedAt, bool Settled = false);
