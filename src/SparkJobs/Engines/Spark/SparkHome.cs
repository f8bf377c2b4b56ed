using System.Text.RegularExpressions;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>Where a Spark is installed.</summary>
internal static partial class SparkHome
{
    /// <summary>The folder, or null if neither the options nor the environment name one.</summary>
    public static string? Of(SparkOptions options)
    {
        var home = string.IsNullOrWhiteSpace(options.Home) ? Environment.GetEnvironmentVariable("SPARK_HOME") : options.Home;
        return string.IsNullOrWhiteSpace(home) ? null : Path.GetFullPath(home);
    }

    public static string Command(string home) => Path.Combine(home, "bin", "spark-sql");

    /// <summary>Such as <c>3.5.6</c>, from the name of Spark's core; empty if that is not there.</summary>
    public static string Version(string home)
    {
        var jars = Path.Combine(home, "jars");
        if (!Directory.Exists(jars))
        {
            return "";
        }

        return Directory
                .EnumerateFiles(jars, "spark-core_*.jar")
                .Select(jar => CoreName().Match(Path.GetFileName(jar)))
                .FirstOrDefault(match => match.Success)
                ?.Groups["version"]
                .Value
            ?? "";
    }

    [GeneratedRegex(@"^spark-core_[\d.]+-(?<version>[\w.-]+)\.jar$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CoreName();
}
