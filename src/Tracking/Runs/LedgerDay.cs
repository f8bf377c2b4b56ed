using System.Collections.Immutable;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>The hours of one day that the ledger knows: the unit of storage, written whole.</summary>
public sealed record LedgerDay
{
    public required LedgerDate Date { get; init; }

    /// <summary>In the order of the hours; an hour without a run yet is absent.</summary>
    public ImmutableArray<HourEntry> Hours { get; init; } = [];

    public HourEntry? Find(HourWindow hour) => Hours.FirstOrDefault(entry => entry.Hour == hour);

    /// <summary>The day with the hour's entry changed, which begins empty.</summary>
    public LedgerDay With(HourWindow hour, Func<HourEntry, HourEntry> change)
    {
        if (LedgerDate.Of(hour) != Date)
        {
            throw new ArgumentException($"Hour {hour} is not of the day {Date}.", nameof(hour));
        }

        var before = Find(hour);
        var after = change(before ?? HourEntry.Empty(hour));
        return this with { Hours = before is null ? [.. Hours.Add(after).OrderBy(entry => entry.Hour)] : Hours.Replace(before, after) };
    }
}

/// <summary>A UTC day.</summary>
/// <param name="Index">Whole days since the Unix epoch.</param>
public readonly record struct LedgerDate(int Index)
{
    public HourWindow FirstHour => new(Index * 24);

    public static LedgerDate Of(HourWindow hour) => new((int)Math.Floor(hour.Index / 24.0));

    /// <summary>Such as <c>2026-11-22</c>.</summary>
    public override string ToString() => FirstHour.Date;
}
