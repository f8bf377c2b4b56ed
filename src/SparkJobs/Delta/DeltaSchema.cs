using System.Text.Json;
using System.Text.Json.Nodes;

namespace Maas.SparkJobs.Delta;

/// <summary>A table's schema in Spark's JSON form, and how it grows.</summary>
internal static class DeltaSchema
{
    public static string TypeName(DeltaType type) =>
        type switch
        {
            DeltaType.String => "string",
            DeltaType.Long => "long",
            DeltaType.Integer => "integer",
            DeltaType.Double => "double",
            DeltaType.Boolean => "boolean",
            DeltaType.Timestamp => "timestamp",
            DeltaType.Date => "date",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
        };

    public static string Format(IEnumerable<DeltaColumn> columns) =>
        new JsonObject { ["type"] = "struct", ["fields"] = new JsonArray([.. columns.Select(Field)]) }.ToJsonString();

    /// <summary>The columns of known types; columns of others, such as structures, are passed over.</summary>
    public static IReadOnlyList<DeltaColumn> Parse(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        var columns = new List<DeltaColumn>();
        foreach (var field in document.RootElement.GetProperty("fields").EnumerateArray())
        {
            if (field.GetProperty("type") is { ValueKind: JsonValueKind.String } type && TypeOf(type.GetString()!) is { } known)
            {
                columns.Add(new DeltaColumn(field.GetProperty("name").GetString()!, known, field.GetProperty("nullable").GetBoolean()));
            }
        }

        return columns;
    }

    /// <summary>
    /// The schema with the definition's missing columns appended, and the definition's nullable columns nullable; null if the table
    /// already is so.
    /// </summary>
    /// <exception cref="DeltaException">A column has another type or a table other partitions, or a new column is not nullable.</exception>
    public static string? Evolve(DeltaMetadata table, DeltaTableDefinition definition)
    {
        if (!table.PartitionColumns.SequenceEqual(definition.PartitionColumns, StringComparer.OrdinalIgnoreCase))
        {
            var (have, want) = (string.Join(", ", table.PartitionColumns), string.Join(", ", definition.PartitionColumns));
            throw new DeltaException($"Table {definition.Name} is partitioned by ({have}), not by ({want}); partitions cannot change.");
        }

        var schema = JsonNode.Parse(table.SchemaString)!;
        var fields = schema["fields"]!.AsArray();
        var changed = false;
        foreach (var column in definition.Columns)
        {
            var field = fields.FirstOrDefault(field => Is(field!, column.Name));
            if (field is null)
            {
                if (!column.Nullable)
                {
                    throw new DeltaException($"Table {definition.Name} lacks column {column.Name}; an added column must be nullable.");
                }

                fields.Add(Field(column));
                changed = true;
                continue;
            }

            var type = field["type"]!.ToJsonString().Trim('"');
            if (type != TypeName(column.Type))
            {
                throw new DeltaException(
                    $"Column {column.Name} of table {definition.Name} is {type} and would become {TypeName(column.Type)}; types cannot change."
                );
            }

            if (column.Nullable && !field["nullable"]!.GetValue<bool>())
            {
                field["nullable"] = true;
                changed = true;
            }
        }

        RefuseMissing(fields, definition);
        return changed ? schema.ToJsonString() : null;
    }

    private static void RefuseMissing(JsonArray fields, DeltaTableDefinition definition)
    {
        foreach (var field in fields)
        {
            var name = field!["name"]!.GetValue<string>();
            if (field["metadata"]?["delta.invariants"] is not null)
            {
                throw new DeltaException($"Column {name} of table {definition.Name} has an invariant, which this writer cannot check.");
            }

            if (!field["nullable"]!.GetValue<bool>() && !definition.Columns.Any(column => Is(field, column.Name)))
            {
                throw new DeltaException($"Table {definition.Name} needs a value of column {name}, which this version does not know.");
            }
        }
    }

    private static bool Is(JsonNode field, string name) =>
        string.Equals(field["name"]!.GetValue<string>(), name, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Field(DeltaColumn column) =>
        new()
        {
            ["name"] = column.Name,
            ["type"] = TypeName(column.Type),
            ["nullable"] = column.Nullable,
            ["metadata"] = new JsonObject(),
        };

    private static DeltaType? TypeOf(string name)
    {
        foreach (var type in Enum.GetValues<DeltaType>())
        {
            if (TypeName(type) == name)
            {
                return type;
            }
        }

        return null;
    }
}
