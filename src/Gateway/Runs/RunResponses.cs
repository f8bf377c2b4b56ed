using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Maas.Contracts.Runs;

namespace Maas.Gateway.Runs;

/// <summary>A period to run.</summary>
/// <param name="From">Its first hour, such as <c>2026-11-22T23</c>, or an ISO 8601 time, whose hour is taken.</param>
/// <param name="To">The hour after its last one; a time inside an hour takes that hour too.</param>
/// <param name="DryRun">Compute and compare; commit nothing.</param>
internal sealed record RunPeriodRequest(string? From, string? To, bool DryRun = false);

/// <summary>A run of one hour.</summary>
internal sealed record RunResponse
{
    public required string Id { get; init; }

    public required DateTimeOffset Hour { get; init; }

    public required RunState State { get; init; }

    public required string Reason { get; init; }

    public required long Attempt { get; init; }

    public required bool Provisional { get; init; }

    public required bool DryRun { get; init; }

    public required string Engine { get; init; }

    /// <summary>Null until the engine has counted, so that a reader can tell "not yet" from a member it has mistyped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required BooksView? Books { get; init; }

    public required ImmutableArray<AppBooksView> Apps { get; init; }

    public required ImmutableArray<TransitionView> Transitions { get; init; }

    public required long ChangedDevices { get; init; }

    public required long MergedDevices { get; init; }

    public required ImmutableArray<TableDifferenceView> Differences { get; init; }

    public required IReadOnlyList<StepResponse> Steps { get; init; }

    public static RunResponse Of(RunView run) =>
        new()
        {
            Id = run.Id,
            Hour = run.Hour,
            State = run.State,
            Reason = run.Reason,
            Attempt = run.Attempt,
            Provisional = run.Provisional,
            DryRun = run.DryRun,
            Engine = run.Engine,
            Books = run.Books,
            Apps = run.Apps,
            Transitions = run.Transitions,
            ChangedDevices = run.ChangedDevices,
            MergedDevices = run.MergedDevices,
            Differences = run.Differences,
            Steps = [.. run.Steps.Select(step => new StepResponse(step.Name, step.StartedAt, step.Elapsed.TotalMilliseconds, step.Rows))],
        };
}

internal sealed record StepResponse(string Name, DateTimeOffset StartedAt, double ElapsedMs, long? Rows);

internal sealed record RunListResponse(IReadOnlyList<RunResponse> Runs)
{
    public static RunListResponse Of(ImmutableArray<RunView> runs) => new([.. runs.Select(RunResponse.Of)]);
}

/// <summary>What became of a requested period.</summary>
/// <param name="Id">The first run; null when no hour of the period holds rows, so that there is nothing to run.</param>
/// <param name="Runs">A run for every hour that holds rows, oldest first.</param>
internal sealed record RunsRequestedResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id,
    IReadOnlyList<RunResponse> Runs
);

/// <summary>An hour of the ledger.</summary>
internal sealed record HourResponse
{
    public required DateTimeOffset Hour { get; init; }

    public required HourState State { get; init; }

    public string? RunId { get; init; }

    public required int Tries { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required BooksView? Books { get; init; }

    public static HourResponse Of(HourView hour) =>
        new()
        {
            Hour = hour.Hour,
            State = hour.State,
            RunId = hour.RunId,
            Tries = hour.Tries,
            Reason = hour.Reason,
            DueAt = hour.DueAt,
            Books = hour.Books,
        };
}

internal sealed record HourListResponse(IReadOnlyList<HourResponse> Hours)
{
    public static HourListResponse Of(ImmutableArray<HourView> hours) => new([.. hours.Select(HourResponse.Of)]);
}
