using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>One attempt to process one hour.</summary>
/// <param name="RunId">Unique, sortable by time, safe in paths: <c>20261122T230512-00042</c>.</param>
/// <param name="Hour">The hour of <c>received_at</c>.</param>
/// <param name="Attempt">Grows with every attempt of the hour, also across runs; the Delta <c>txn</c> version.</param>
/// <param name="Provisional">The hour was still open when the run was asked for; it is redone when the hour closes.</param>
/// <param name="DryRun">Compute and compare; commit nothing.</param>
public sealed record RunOrder(string RunId, HourWindow Hour, long Attempt, bool Provisional, bool DryRun)
{
    /// <summary>The folder of the run's SQL, inputs and report, without a slash at its end.</summary>
    public string Folder => $"runs/{Hour.Folder}/{RunId}";
}
