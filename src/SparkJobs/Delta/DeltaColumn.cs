namespace Maas.SparkJobs.Delta;

/// <summary>A column of a Delta table.</summary>
/// <param name="Name">Its name, unique in the table whatever the case of its letters.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">Whether a row may have no value. A column added to a table that exists must be nullable.</param>
public sealed record DeltaColumn(string Name, DeltaType Type, bool Nullable = true);
