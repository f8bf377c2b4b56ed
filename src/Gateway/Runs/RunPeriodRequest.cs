using System.Text.Json.Serialization;

namespace Maas.Gateway.Runs;

/// <summary>A period to run.</summary>
/// <param name="From">Its first hour, such as <c>2026-11-22T23</c>, or an ISO 8601 time, whose hour is taken.</param>
/// <param name="To">The hour after its last one; a time inside an hour takes that hour too.</param>
/// <param name="DryRun">Compute and compare; commit nothing.</param>
/// <remarks>A misspelled <c>dryRun</c> must not run in earnest, so other members are refused.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RunPeriodRequest(string? From, string? To, bool DryRun = false);

/// <summary>What became of a requested period.</summary>
/// <param name="Id">The first run; null when no hour of the period holds rows, so that there is nothing to run.</param>
/// <param name="Backfill">What follows and cancels all of them as one; absent when they are fewer than two.</param>
/// <param name="Runs">A run for every hour that holds rows, oldest first.</param>
internal sealed record RunsRequestedResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id,
    string? Backfill,
    IReadOnlyList<RunResponse> Runs
);
