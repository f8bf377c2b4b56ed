using Maas.Contracts.Runs;

namespace Maas.Gateway.Runs;

/// <summary>What the OpenAPI document shows: a day that is run again, half done.</summary>
internal static class BackfillsExamples
{
    private static readonly DateTimeOffset Day = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private static readonly BackfillView HalfDone = new()
    {
        Id = "20261122T231500-00043",
        From = Day,
        To = Day.AddDays(1),
        DryRun = false,
        RequestedAt = Day.AddHours(47.25),
        Planned = 11,
        UnderWay = 1,
        Succeeded = 11,
        Failed = 1,
        Cancelled = 0,
        Next = Day.AddHours(12),
        Books = new BooksView(199_177, 33, 451, 0, 199_177, 0, 199_122, 0, 55, 0),
        Failures = [new BackfillFailureView(Day.AddHours(3), "20261122T231500-00047", "device_lake/components: out of memory")],
    };

    public static BackfillResponse Backfill { get; } = BackfillResponse.Of(HalfDone);

    public static BackfillListResponse Backfills { get; } = new([Backfill]);

    /// <summary>The run under way goes on until it notices.</summary>
    public static BackfillResponse Cancelled { get; } = BackfillResponse.Of(HalfDone with { Planned = 0, Cancelled = 11 });
}
