using System.Collections.Immutable;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>
/// The latest rebuild of the registry as the ledger stores it: the registry is a cache, and this is the way back to it from the lake. Every
/// change is stored before what it names is done, so that a process that dies anywhere is followed by one that goes on.
/// </summary>
public sealed record RebuildRecord
{
    public const int HoursLostMax = 10;

    /// <summary>Named like a run: the time it was asked for.</summary>
    public required string Id { get; init; }

    public required RebuildState State { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Records of devices and of advertising ids that were dropped.</summary>
    public long Dropped { get; init; }

    /// <summary>Hours of the lake; 0 until they are known.</summary>
    public int Hours { get; init; }

    public int HoursDone { get; init; }

    /// <summary>The hour under way: all later ones are done.</summary>
    public HourWindow? Next { get; init; }

    /// <summary>Devices of that hour that are merged for certain.</summary>
    public long NextMerged { get; init; }

    /// <summary>Devices merged for certain; one counts in every hour that it was seen in.</summary>
    public long Merged { get; init; }

    /// <summary>Hours that the lake held and the ledger did not know.</summary>
    public int Adopted { get; init; }

    /// <summary>Hours whose changed devices are gone, the newest few.</summary>
    public ImmutableArray<HourWindow> Lost { get; init; } = [];

    /// <summary>The runs of the hours that the lake does not hold yet: the raw tail.</summary>
    public ImmutableArray<string> Runs { get; init; } = [];

    public bool IsUnderWay => State is RebuildState.Dropping or RebuildState.Restoring;

    public static RebuildRecord Begin(string id, DateTimeOffset at) =>
        new()
        {
            Id = id,
            State = RebuildState.Dropping,
            StartedAt = at,
        };

    /// <summary>What was to be dropped is gone.</summary>
    public RebuildRecord Restore(long dropped, int hours, int adopted) =>
        this with
        {
            State = RebuildState.Restoring,
            Dropped = dropped,
            Hours = hours,
            Adopted = adopted,
        };

    /// <summary>So many more devices of the hour are merged.</summary>
    public RebuildRecord Progress(HourWindow hour, long merged) =>
        this with
        {
            Next = hour,
            NextMerged = (Next == hour ? NextMerged : 0) + merged,
            Merged = Merged + merged,
        };

    /// <summary>All that is left of the hour is merged; <paramref name="expected"/> devices it had changed.</summary>
    public RebuildRecord Finish(HourWindow hour, long expected)
    {
        var merged = Next == hour ? NextMerged : 0;
        return this with
        {
            Next = hour - 1,
            NextMerged = 0,
            HoursDone = HoursDone + 1,
            Lost = merged < expected && Lost.Length < HoursLostMax ? Lost.Add(hour) : Lost,
        };
    }

    /// <summary>Ends it. Without a reason it failed only for hours that could not be read whole.</summary>
    public RebuildRecord End(string reason, ImmutableArray<string> runs, DateTimeOffset at)
    {
        if (reason.Length == 0 && Lost.Length > 0)
        {
            reason =
                $"changed devices of {Lost.Length} hours or more are gone from runs/, such as of {Lost[0]}: run those hours again from their raw files";
        }

        return this with
        {
            State = reason.Length == 0 ? RebuildState.Succeeded : RebuildState.Failed,
            Reason = RunText.OneLine(reason),
            EndedAt = at,
            Runs = runs,
        };
    }
}
