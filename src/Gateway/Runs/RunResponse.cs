using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Maas.Contracts.Runs;
using Maas.Tracking.Runs;

namespace Maas.Gateway.Runs;

/// <summary>A run: of one hour, or of the lake's housekeeping.</summary>
internal sealed record RunResponse
{
    public required string Id { get; init; }

    public required RunKind Kind { get; init; }

    /// <summary>Absent for housekeeping.</summary>
    public required DateTimeOffset? Hour { get; init; }

    public required RunState State { get; init; }

    public required string Reason { get; init; }

    public required long Attempt { get; init; }

    public required bool Provisional { get; init; }

    public required bool DryRun { get; init; }

    public required bool Requested { get; init; }

    /// <summary>Absent when the run was planned alone.</summary>
    public required string? Backfill { get; init; }

    public required string Engine { get; init; }

    /// <summary>Null until the engine has counted, so that a reader can tell "not yet" from a member it has mistyped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required BooksView? Books { get; init; }

    public required ImmutableArray<AppBooksView> Apps { get; init; }

    public required ImmutableArray<TransitionView> Transitions { get; init; }

    public required long ChangedDevices { get; init; }

    public required long MergedDevices { get; init; }

    public required long OverlinkedIds { get; init; }

    public required long UnfinishedLinks { get; init; }

    public required ImmutableArray<TableDifferenceView> Differences { get; init; }

    public required IReadOnlyList<StepResponse> Steps { get; init; }

    /// <summary>Absent when the engine works inside the service.</summary>
    public required ClusterView? Cluster { get; init; }

    public required ImmutableArray<RefusedFileView> RefusedFiles { get; init; }

    public required ImmutableArray<DateTimeOffset> Reopens { get; init; }

    public static RunResponse Of(RunView run) =>
        new()
        {
            Id = run.Id,
            Kind = run.Kind,
            Hour = run.Hour,
            State = run.State,
            Reason = run.Reason,
            Attempt = run.Attempt,
            Provisional = run.Provisional,
            DryRun = run.DryRun,
            Requested = run.Requested,
            Backfill = run.Backfill,
            Engine = run.Engine,
            Books = run.Books,
            Apps = run.Apps,
            Transitions = run.Transitions,
            ChangedDevices = run.ChangedDevices,
            MergedDevices = run.MergedDevices,
            OverlinkedIds = run.OverlinkedIds,
            UnfinishedLinks = run.UnfinishedLinks,
            Differences = run.Differences,
            Steps = [.. run.Steps.Select(StepResponse.Of)],
            Cluster = run.Cluster,
            RefusedFiles = run.RefusedFiles,
            Reopens = run.Reopens,
        };
}

/// <summary>A step; its time is zero while it runs.</summary>
internal sealed record StepResponse(string Name, RunStepState State, DateTimeOffset StartedAt, double ElapsedMs, long? Rows, string? Log)
{
    public static StepResponse Of(StepView step) =>
        new(step.Name, step.State, step.StartedAt, step.Elapsed.TotalMilliseconds, step.Rows, step.Log);
}

internal sealed record RunListResponse(IReadOnlyList<RunResponse> Runs)
{
    public static RunListResponse Of(ImmutableArray<RunView> runs) => new([.. runs.Select(RunResponse.Of)]);
}
