namespace Maas.Simulation.Service;

/// <summary>A request of several hours as the service tells it.</summary>
public sealed record ServiceBackfill
{
    public required string Id { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public bool DryRun { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Null while some of its runs have not ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public int Planned { get; init; }

    public int UnderWay { get; init; }

    public int Succeeded { get; init; }

    public int Failed { get; init; }

    public int Cancelled { get; init; }

    /// <summary>The oldest hour that has not ended.</summary>
    public DateTimeOffset? Next { get; init; }

    public ServiceBooks Books { get; init; } = ServiceBooks.Empty;

    /// <summary>The oldest failures, a few.</summary>
    public IReadOnlyList<ServiceBackfillFailure> Failures { get; init; } = [];

    public int Runs => Planned + UnderWay + Succeeded + Failed + Cancelled;

    public int Ended => Succeeded + Failed + Cancelled;
}

public sealed record ServiceBackfillFailure(DateTimeOffset Hour, string RunId, string Reason);

public sealed record ServiceBackfillList(IReadOnlyList<ServiceBackfill> Backfills);
