using System.Text.Json;
using Maas.SparkJobs.Files;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Delta;

/// <summary>
/// Describes Parquet files for a commit: length, rows and Delta's <c>stats</c>, all read from their footers in one query, whatever
/// engine wrote them. Bounds that a footer does not hold (a chunk with NaN, a very long text) are left out, never guessed.
/// </summary>
internal static class DeltaStatistics
{
    /// <summary>Leading columns that get statistics: Delta's default for <c>delta.dataSkippingNumIndexedCols</c>.</summary>
    public const int ColumnsMax = 32;

    /// <summary>Describes every <c>.parquet</c> object below a folder of the table.</summary>
    /// <param name="store">Where the table is.</param>
    /// <param name="lease">Makes them local files.</param>
    /// <param name="definition">The table.</param>
    /// <param name="folder">Relative to the table's folder, without a slash at its end.</param>
    /// <param name="partitionValues">
    /// Values of partition columns that all the files share; those of other partition columns are taken from the folders
    /// <c>column=value</c> on a file's path.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IReadOnlyList<DataFile>> DescribeFolderAsync(
        IObjectStore store,
        IFileLease lease,
        DeltaTableDefinition definition,
        string folder,
        IReadOnlyDictionary<string, string> partitionValues,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(definition);
        var outputs = new List<DeltaOutput>();
        var prefix = definition.Prefix + "/";
        await foreach (var item in store.ListAsync(prefix + folder + "/", cancellationToken).ConfigureAwait(false))
        {
            if (!item.Key.EndsWith(".parquet", StringComparison.Ordinal))
            {
                continue;
            }

            var path = item.Key[prefix.Length..];
            var values = new Dictionary<string, string>(partitionValues, StringComparer.Ordinal);
            foreach (var (name, value) in DeltaHive.ValuesOf(path).Where(pair => definition.PartitionColumns.Contains(pair.Key)))
            {
                if (value is not null)
                {
                    values.TryAdd(name, value);
                }
            }

            outputs.Add(new DeltaOutput(path, item.Bytes, values));
        }

        return await DescribeAsync(store, lease, definition, outputs, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Describes the files, in their order.</summary>
    public static async Task<IReadOnlyList<DataFile>> DescribeAsync(
        IObjectStore store,
        IFileLease lease,
        DeltaTableDefinition definition,
        IReadOnlyList<DeltaOutput> outputs,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(outputs);
        if (outputs.Count == 0)
        {
            return [];
        }

        var objects = outputs.Select(output => new LakeObject(definition.Prefix + "/" + output.Path, output.Bytes)).ToList();
        var paths = await lease.FetchAsync(store, objects, cancellationToken).ConfigureAwait(false);
        var columns = definition.DataColumns.Take(ColumnsMax).ToList();
        var footers = await Task.Run(() => ReadFooters(paths, columns), cancellationToken).ConfigureAwait(false);
        return
        [
            .. outputs.Zip(
                paths.Select(path => footers[path]),
                (output, footer) => new DataFile(output.Path, output.PartitionValues, footer.Bytes, footer.Rows, Format(footer, columns))
            ),
        ];
    }

    private static Dictionary<string, Footer> ReadFooters(IReadOnlyList<string> paths, List<DeltaColumn> columns)
    {
        using var duck = new DeltaDuckDb();
        var list = DuckDbQuotes.Paths(paths);
        var footers = new Dictionary<string, Footer>(StringComparer.Ordinal);
        foreach (var row in duck.Query($"SELECT file_name, num_rows, file_size_bytes FROM parquet_file_metadata({list})"))
        {
            footers[row.GetString(0)] = new Footer(row.GetInt64(1), (long)Convert.ToUInt64(row.GetValue(2)));
        }

        var types = columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        const string Chunks = "SELECT file_name, path_in_schema, num_values, stats_null_count, stats_min_value, stats_max_value";
        foreach (var row in duck.Query($"{Chunks} FROM parquet_metadata({list})"))
        {
            var name = row.GetString(1);
            if (!types.TryGetValue(name, out var type))
            {
                continue;
            }

            var bounds = footers[row.GetString(0)].Columns;
            if (!bounds.TryGetValue(name, out var column))
            {
                bounds.Add(name, column = new DeltaBounds(type));
            }

            column.Add(
                row.GetInt64(2),
                row.IsDBNull(3) ? null : row.GetInt64(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.IsDBNull(5) ? null : row.GetString(5)
            );
        }

        return footers;
    }

    private static string Format(Footer footer, List<DeltaColumn> columns)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, DeltaActionWriter.JsonOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", footer.Rows);
            json.WriteStartObject("minValues");
            foreach (var column in columns)
            {
                footer.Columns.GetValueOrDefault(column.Name)?.WriteMin(json, column.Name);
            }

            json.WriteEndObject();
            json.WriteStartObject("maxValues");
            foreach (var column in columns)
            {
                footer.Columns.GetValueOrDefault(column.Name)?.WriteMax(json, column.Name);
            }

            json.WriteEndObject();
            json.WriteStartObject("nullCount");
            foreach (var column in columns)
            {
                // A column that came to the table after the file was written is null in all of the file's rows.
                if (footer.Columns.TryGetValue(column.Name, out var bounds))
                {
                    bounds.WriteNulls(json, column.Name);
                }
                else
                {
                    json.WriteNumber(column.Name, footer.Rows);
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private sealed record Footer(long Rows, long Bytes)
    {
        public Dictionary<string, DeltaBounds> Columns { get; } = new(StringComparer.Ordinal);
    }
}
