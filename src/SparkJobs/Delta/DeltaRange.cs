namespace Maas.SparkJobs.Delta;

/// <summary>A condition on one column: its value lies between two bounds, both included. A row without a value does not pass.</summary>
/// <param name="Column">The column.</param>
/// <param name="From">The least value as text, or null for no bound; times as <c>2026-11-22T23:00:00.000Z</c>, dates as <c>2026-11-22</c>.</param>
/// <param name="To">The greatest value as text, or null for no bound.</param>
public sealed record DeltaRange(string Column, string? From, string? To)
{
    public static DeltaRange Equal(string column, string value) => new(column, value, value);
}
