using System.Collections.Immutable;

namespace Maas.Contracts.Runs;

/// <summary>What became of a request for runs.</summary>
/// <param name="Runs">A run for every hour that holds rows, oldest first; none when the request was refused.</param>
/// <param name="Refusal">Why nothing was planned; null when the request was taken.</param>
[GenerateSerializer, Immutable, Alias("maas.RunRequestResult")]
public sealed record RunRequestResult([property: Id(0)] ImmutableArray<RunView> Runs, [property: Id(1)] RunRefusal? Refusal)
{
    public static RunRequestResult Planned(ImmutableArray<RunView> runs) => new(runs, null);

    public static RunRequestResult Refused(RunRefusalKind kind, string reason) => new([], new RunRefusal(kind, reason));
}

/// <summary>Why a request was refused.</summary>
/// <param name="Kind">What its sender can do about it.</param>
/// <param name="Reason">A sentence for the sender, with the bound and the setting behind it.</param>
[GenerateSerializer, Immutable, Alias("maas.RunRefusal")]
public sealed record RunRefusal([property: Id(0)] RunRefusalKind Kind, [property: Id(1)] string Reason);

/// <summary>The kinds of refusals.</summary>
public enum RunRefusalKind
{
    /// <summary>The period is empty, or longer than a request may be: ask for another.</summary>
    Period,

    /// <summary>As much is planned, or under way, as may be at a time: ask again when some of it has ended.</summary>
    Capacity,
}
