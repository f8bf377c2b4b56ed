namespace Maas.Tracking.Runs;

/// <summary>What a run would change in the hour's rows of one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="RowsAdded">Rows whose identity the table does not hold in this hour yet.</param>
/// <param name="RowsRemoved">Rows whose identity it would no longer hold.</param>
/// <param name="RowsChanged">Rows of the same identity and other content.</param>
/// <param name="RowsUnchanged">Rows that would be written as they are.</param>
public sealed record TableDifference(string Table, long RowsAdded, long RowsRemoved, long RowsChanged, long RowsUnchanged)
{
    /// <summary>Of each kind of change, at most.</summary>
    public const int ExamplesMax = 5;

    /// <summary>
    /// A few of each kind, in a fixed order. They hold personal data, so they are kept beside the run, never in the ledger, the log or a chat.
    /// </summary>
    public IReadOnlyList<RowExample> Examples { get; init; } = [];
}

/// <summary>What becomes of a row.</summary>
public enum RowChange
{
    Added,
    Removed,
    Changed,
}

/// <summary>A row that a run would change.</summary>
/// <param name="Change">What becomes of it.</param>
/// <param name="Fields">Of a row added or removed the columns that are not null; of a changed one its identity and what differs.</param>
public sealed record RowExample(RowChange Change, IReadOnlyList<FieldExample> Fields);

/// <summary>A column of such a row as text; a side that has no such row, or where the column is null, is null.</summary>
public sealed record FieldExample(string Name, string? Before, string? After);
