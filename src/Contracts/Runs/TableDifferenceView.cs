using System.Collections.Immutable;
using Maas.Tracking.Runs;

namespace Maas.Contracts.Runs;

/// <summary>What a dry run would change in the hour's rows of one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="RowsAdded">Rows of a new identity.</param>
/// <param name="RowsRemoved">Rows that would go.</param>
/// <param name="RowsUnchanged">Rows that would be written as they are.</param>
/// <param name="RowsChanged">Rows of the same identity and other content.</param>
/// <param name="Examples">A few of each kind; only when one run is asked for, and while they are kept.</param>
[GenerateSerializer, Immutable, Alias("maas.TableDifferenceView")]
public sealed record TableDifferenceView(
    [property: Id(0)] string Table,
    [property: Id(1)] long RowsAdded,
    [property: Id(2)] long RowsRemoved,
    [property: Id(3)] long RowsUnchanged,
    [property: Id(4)] long RowsChanged,
    [property: Id(5)] ImmutableArray<RowExampleView> Examples
);

/// <param name="Change">What becomes of the row.</param>
/// <param name="Fields">Of a row added or removed the columns that are not null; of a changed one its identity and what differs.</param>
[GenerateSerializer, Immutable, Alias("maas.RowExampleView")]
public sealed record RowExampleView([property: Id(0)] RowChange Change, [property: Id(1)] ImmutableArray<FieldExampleView> Fields);

[GenerateSerializer, Immutable, Alias("maas.FieldExampleView")]
public sealed record FieldExampleView([property: Id(0)] string Name, [property: Id(1)] string? Before, [property: Id(2)] string? After);
