using System.Globalization;
using System.Text;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Jobs;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>How relations and steps of a plan read in Spark's SQL.</summary>
internal static class SparkText
{
    private const string FileScheme = "file://";
    private const string ParquetSource = "parquet";

    /// <summary>Every field is text, and a field without quotes and characters is null, as in DuckDB.</summary>
    private const string CsvSource = "csv";

    private static readonly (string Name, string Value)[] CsvOptions =
    [
        ("header", "false"),
        ("sep", ","),
        ("quote", "\""),
        ("escape", "\""),
        ("lineSep", "\n"),
        ("multiLine", "false"),
        ("mode", "PERMISSIVE"),
        ("enforceSchema", "true"),
    ];

    public static string Literal(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}'";

    public static string Name(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    public static string TypeOf(DeltaType type) =>
        type switch
        {
            DeltaType.String => "STRING",
            DeltaType.Long => "BIGINT",
            DeltaType.Integer => "INT",
            DeltaType.Double => "DOUBLE",
            DeltaType.Boolean => "BOOLEAN",
            DeltaType.Timestamp => "TIMESTAMP",
            DeltaType.Date => "DATE",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Spark has no type for it."),
        };

    /// <summary>How Spark addresses a place of the object store: a path needs a scheme, for a cluster's default file system is another.</summary>
    public static string Address(string place) => Path.IsPathFullyQualified(place) ? FileScheme + place : place;

    /// <summary>The path on this machine of an address that <see cref="Address"/> made of one.</summary>
    public static string Place(string address) =>
        address.StartsWith(FileScheme, StringComparison.Ordinal)
            ? address[FileScheme.Length..]
            : throw new ArgumentException($"{address} is no place on this machine.", nameof(address));

    /// <summary>Statements that make the relation a temporary view under its name.</summary>
    public static string CreateView(Relation relation) =>
        relation switch
        {
            CsvRelation csv => CreateView(
                csv,
                CsvSource,
                CsvOptions,
                [.. csv.Groups.Select(group => (group.Files, group.FolderMicros))],
                "folder_micros"
            ),
            ParquetRelation parquet => CreateView(
                parquet,
                ParquetSource,
                [],
                [.. parquet.Groups.Select(group => (group.Files, group.AddedValue))],
                parquet.AddedColumn
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(relation), relation, "Spark cannot read it."),
        };

    /// <summary>A statement that makes the SELECT a temporary view.</summary>
    public static string CreateView(string name, string select) => $"CREATE OR REPLACE TEMPORARY VIEW {Name(name)} AS\n{select}";

    /// <summary>A statement that writes the step's rows to a folder, as Parquet.</summary>
    public static string WriteParquet(string select, string folder, string compression) =>
        $"INSERT OVERWRITE DIRECTORY {Literal(folder)} USING parquet OPTIONS ('compression' {Literal(compression)})\n{select}";

    /// <summary>
    /// A statement that writes the step's rows to a folder <c>column=value</c> each: only a table can be divided, so it makes one, which
    /// is gone with the session. All rows of a value go through one task, so that they share a file.
    /// </summary>
    public static string WriteDivided(string select, string table, string folder, string column, string compression) =>
        $"CREATE TABLE {Name(table)} USING parquet OPTIONS ('compression' {Literal(compression)}, {NoGlob})\n"
        + $"PARTITIONED BY ({Name(column)}) LOCATION {Literal(folder)} AS\n"
        + $"SELECT * FROM (\n{select}\n) DISTRIBUTE BY {Name(column)}";

    /// <summary>A statement that writes the step's few rows to a folder, as lines of JSON.</summary>
    public static string WriteJson(string select, string folder) =>
        $"INSERT OVERWRITE DIRECTORY {Literal(folder)} USING json OPTIONS ('ignoreNullFields' 'false')\n{select}";

    /// <summary>A statement that makes a folder of Parquet a temporary view.</summary>
    public static string ReadFolder(string name, string folder) =>
        $"CREATE OR REPLACE TEMPORARY VIEW {Name(name)} USING parquet OPTIONS ('path' {Literal(folder)}, {NoGlob})";

    /// <summary>A folder's name may hold what Hadoop takes for a pattern.</summary>
    private const string NoGlob = "'__globPaths__' 'false'";

    private static string CreateView(
        Relation relation,
        string source,
        IEnumerable<(string Name, string Value)> options,
        IReadOnlyList<(IReadOnlyList<string> Files, long AddedValue)> groups,
        string? addedColumn
    )
    {
        if (groups.Count == 0)
        {
            return Empty(relation, addedColumn);
        }

        var text = new StringBuilder();
        var columns = string.Join(", ", relation.Columns.Select(column => $"{Name(column.Name)} {TypeOf(column.Type)}"));
        var selects = new List<string>();
        foreach (var (files, addedValue) in groups)
        {
            var view = addedColumn is null ? relation.Name : $"{relation.Name}_{selects.Count}";
            var settings = string.Concat(options.Select(option => $", {Literal(option.Name)} {Literal(option.Value)}"));
            text.Append(
                CultureInfo.InvariantCulture,
                $"CREATE OR REPLACE TEMPORARY VIEW {Name(view)} ({columns})\nUSING {source} OPTIONS ('path' {Literal(Pattern(files))}{settings});\n"
            );
            selects.Add(
                string.Create(CultureInfo.InvariantCulture, $"SELECT *, CAST({addedValue} AS BIGINT) AS {addedColumn} FROM {Name(view)}")
            );
        }

        if (addedColumn is not null)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"CREATE OR REPLACE TEMPORARY VIEW {Name(relation.Name)} AS\n{string.Join("\nUNION ALL\n", selects)};\n"
            );
        }

        return text.ToString();
    }

    private static string Empty(Relation relation, string? addedColumn)
    {
        IEnumerable<DeltaColumn> columns = addedColumn is null
            ? relation.Columns
            : [.. relation.Columns, new DeltaColumn(addedColumn, DeltaType.Long)];
        return $"CREATE OR REPLACE TEMPORARY VIEW {Name(relation.Name)} AS SELECT "
            + string.Join(", ", columns.Select(column => $"CAST(NULL AS {TypeOf(column.Type)}) AS {Name(column.Name)}"))
            + " WHERE FALSE;\n";
    }

    /// <summary>
    /// One address for many files: a view takes no list, but a pattern, and a pattern may be a list of what differs. Spark passes over
    /// names in it that are not there, so that the lease that gives a file's place sees to it that it is.
    /// </summary>
    private static string Pattern(IReadOnlyList<string> files)
    {
        var addresses = files.Select(Address).ToList();
        var first = addresses[0];
        var common = first.LastIndexOf('/') + 1;
        foreach (var address in addresses.Skip(1))
        {
            var same = first.AsSpan(0, common).CommonPrefixLength(address);
            common = first.LastIndexOf('/', Math.Max(same - 1, 0)) + 1;
        }

        return $"{Escape(first[..common])}{{{string.Join(',', addresses.Select(address => Escape(address[common..])))}}}";
    }

    private static string Escape(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var character in path)
        {
            if (character is '\\' or '{' or '}' or '[' or ']' or '*' or '?' or ',')
            {
                text.Append('\\');
            }

            text.Append(character);
        }

        return text.ToString();
    }
}
