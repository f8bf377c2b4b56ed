using System.Text.RegularExpressions;

namespace Maas.SparkJobs.Jobs;

/// <summary>The SQL files of the jobs, which travel inside the assembly.</summary>
internal static partial class JobSql
{
    /// <summary>The text of a file below <c>Sql/</c>, such as <c>device_lake/01_device_rows.sql</c>.</summary>
    public static string Read(string path)
    {
        using var stream =
            typeof(JobSql).Assembly.GetManifestResourceStream($"Sql/{path}")
            ?? throw new ArgumentException($"There is no SQL file {path}.", nameof(path));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The file with its variables (<c>${name}</c>) replaced; every variable must have a value.</summary>
    public static string Read(string path, IReadOnlyDictionary<string, string> variables) =>
        Variable()
            .Replace(
                Read(path),
                match =>
                    variables.TryGetValue(match.Groups["name"].Value, out var value)
                        ? value
                        : throw new ArgumentException($"The SQL file {path} needs a value for {match.Value}.", nameof(variables))
            )
            .TrimEnd();

    /// <summary>All files of a folder in the order of their numbers.</summary>
    public static IReadOnlyList<string> List(string folder) =>
        [
            .. typeof(JobSql)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith($"Sql/{folder}/", StringComparison.Ordinal))
                .Select(name => name["Sql/".Length..])
                .Order(StringComparer.Ordinal),
        ];

    [GeneratedRegex(@"\$\{(?<name>[a-z_]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Variable();
}
