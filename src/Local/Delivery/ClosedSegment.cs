using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>A segment that is no longer written and waits to be sealed.</summary>
/// <param name="Path">Its file.</param>
/// <param name="DurableEnd">Where its durable bytes end; null for one left by an earlier start, whose frames say so themselves.</param>
/// <param name="Bytes">What it counts for in the backlog.</param>
/// <param name="Hours">The hours that it holds rows of; null if that is not known yet.</param>
internal sealed record ClosedSegment(string Path, long? DurableEnd, long Bytes, IReadOnlySet<HourWindow>? Hours)
{
    /// <summary>Completes when the attempt to seal that is under way or comes next has ended.</summary>
    public TaskCompletionSource Attempt { get; set; } = NewAttempt();

    /// <summary>A thread is sealing it now.</summary>
    public bool IsBeingSealed { get; set; }

    /// <summary>The pass over the backlog that last tried it.</summary>
    public int TriedInPass { get; set; }

    public bool Holds(HourWindow hour) => Hours is null || Hours.Contains(hour);

    public static TaskCompletionSource NewAttempt() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
