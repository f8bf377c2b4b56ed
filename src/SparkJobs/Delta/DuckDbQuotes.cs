namespace Maas.SparkJobs.Delta;

/// <summary>How names, texts, paths and types are written in DuckDB's SQL.</summary>
internal static class DuckDbQuotes
{
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>
    /// A literal of a path to read that is one file, whatever wildcards its name holds. What is written is not looked for, so it takes
    /// <see cref="Literal"/>.
    /// </summary>
    public static string Path(string path) =>
        Literal(
            path.IndexOfAny(['*', '?', '[']) < 0
                ? path
                : string.Concat(path.Select(letter => letter is '*' or '?' or '[' ? $"[{letter}]" : $"{letter}"))
        );

    /// <summary>A list of files, as table functions take it.</summary>
    public static string Paths(IEnumerable<string> paths) => $"[{string.Join(", ", paths.Select(Path))}]";

    public static string TypeOf(DeltaType type) =>
        type switch
        {
            DeltaType.String => "VARCHAR",
            DeltaType.Long => "BIGINT",
            DeltaType.Integer => "INTEGER",
            DeltaType.Double => "DOUBLE",
            DeltaType.Boolean => "BOOLEAN",
            DeltaType.Timestamp => "TIMESTAMPTZ",
            DeltaType.Date => "DATE",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "DuckDB has no type for it."),
        };
}
