using Maas.SparkJobs.Delta;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Lake;

/// <summary>The lake's tables, opened.</summary>
public sealed class LakeCatalog
{
    private readonly Dictionary<string, DeltaTable> _tables;

    public LakeCatalog(IObjectStore store, TimeProvider time, IOptions<DeltaOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _tables = LakeTables.All.ToDictionary(
            table => table.Name,
            table => new DeltaTable(store, table, time, options.Value),
            StringComparer.Ordinal
        );
    }

    /// <summary>All tables, in the order of their commits.</summary>
    public IReadOnlyCollection<DeltaTable> Tables => _tables.Values;

    public DeltaTable this[DeltaTableDefinition table]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(table);
            return _tables[table.Name];
        }
    }
}
