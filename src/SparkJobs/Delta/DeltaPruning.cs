using System.Text.Json;

namespace Maas.SparkJobs.Delta;

/// <summary>Tells from the log alone which files can hold rows of interest.</summary>
public static class DeltaPruning
{
    /// <summary>The files that may hold rows within all of the ranges; a file without statistics always may.</summary>
    /// <exception cref="ArgumentException">The table lacks a range's column, or a bound is no value of its type.</exception>
    public static IEnumerable<DeltaFile> Select(DeltaSnapshot snapshot, IReadOnlyCollection<DeltaRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(ranges);
        if (snapshot.Metadata is not { } metadata)
        {
            return [];
        }

        var tests = ranges.Select(range => new Test(range, metadata)).ToList();
        return tests.Count == 0 ? snapshot.Files : snapshot.Files.Where(file => Passes(file, tests));
    }

    private static bool Passes(DeltaFile file, List<Test> tests)
    {
        if (!tests.Where(test => test.IsPartition).All(test => test.AcceptsPartition(file)))
        {
            return false;
        }

        if (file.Statistics is not { } statistics || tests.TrueForAll(test => test.IsPartition))
        {
            return true;
        }

        using var document = JsonDocument.Parse(statistics);
        return tests.Where(test => !test.IsPartition).All(test => test.AcceptsStatistics(document.RootElement));
    }

    private sealed class Test
    {
        private readonly DeltaColumn _column;
        private readonly DeltaBound _order;
        private readonly object? _from;
        private readonly object? _to;

        public Test(DeltaRange range, DeltaMetadata metadata)
        {
            _column =
                metadata.Columns.FirstOrDefault(column => column.Name == range.Column)
                ?? throw new ArgumentException($"The table has no column {range.Column}.", nameof(range));
            _order = DeltaBound.Of(_column.Type);
            _from = Parse(range.From);
            _to = Parse(range.To);
            IsPartition = metadata.PartitionColumns.Contains(range.Column);
        }

        public bool IsPartition { get; }

        public bool AcceptsPartition(DeltaFile file) =>
            file.PartitionValues.GetValueOrDefault(_column.Name) is { } text
            && (_order.Parse(text) is not { } value || (!IsBelow(value) && !IsAbove(value)));

        public bool AcceptsStatistics(JsonElement statistics)
        {
            if (Find(statistics, "nullCount") is { } nulls && Equals(nulls, Find(statistics, "numRecords", nested: false)))
            {
                return false;
            }

            var (min, max) = (Value(Find(statistics, "minValues")), Value(Find(statistics, "maxValues")));
            // Spark cuts times to whole milliseconds, the greatest too.
            if (max is DateTimeOffset time)
            {
                max = time.AddMilliseconds(1);
            }

            return (max is null || !IsBelow(max)) && (min is null || !IsAbove(min));
        }

        private bool IsBelow(object value) => _from is not null && _order.Compare(value, _from) < 0;

        private bool IsAbove(object value) => _to is not null && _order.Compare(value, _to) > 0;

        private object? Value(string? text) => text is null ? null : _order.Parse(text);

        private string? Find(JsonElement statistics, string group, bool nested = true)
        {
            if (!statistics.TryGetProperty(group, out var found) || (nested && !found.TryGetProperty(_column.Name, out found)))
            {
                return null;
            }

            return found.ValueKind == JsonValueKind.String ? found.GetString() : found.GetRawText();
        }

        private object? Parse(string? bound)
        {
            if (bound is null)
            {
                return null;
            }

            return _order.Parse(bound)
                ?? throw new ArgumentException(
                    $"'{bound}' is no value of column {_column.Name}, which is {DeltaSchema.TypeName(_column.Type)}."
                );
        }
    }
}
