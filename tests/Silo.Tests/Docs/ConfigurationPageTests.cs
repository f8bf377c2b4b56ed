using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Maas.Contracts.Cluster;
using Maas.Gateway;
using Maas.Grains.Runs;
using Maas.Local.Data;

namespace Maas.Silo.Tests.Docs;

/// <summary>docs/configuration.md has one row for every option of the product, with its default, and none for what is no option.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(ClusterOptions).Assembly,
        typeof(GatewayHttp).Assembly,
        typeof(RunsOptions).Assembly,
        typeof(DataFolderOptions).Assembly,
        Assembly.Load("Maas.Aws"),
        Assembly.Load("Maas.SparkJobs"),
        Assembly.Load("Maas.Silo"),
        Assembly.Load("Maas.Slack"),
    ];

    [Fact]
    public void Page_EveryOption_HasItsRowWithItsDefault()
    {
        var rows = ReadRows();

        var wrong = Options()
            .Where(option => rows.GetValueOrDefault(option.Key) != option.Default)
            .Select(option => $"| `{option.Key}` | {option.Default} | … |");

        wrong.ShouldBeEmpty("docs/configuration.md lacks these rows, or has other defaults in them");
    }

    [Fact]
    public void Page_EveryRow_IsAnOption()
    {
        var keys = Options().Select(option => option.Key).ToHashSet(StringComparer.Ordinal);

        ReadRows().Keys.Where(key => !keys.Contains(key)).ShouldBeEmpty("docs/configuration.md describes what is no option");
    }

    private static IEnumerable<(string Key, string Default)> Options() =>
        from type in Assemblies.SelectMany(assembly => assembly.GetTypes())
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue()
            as string
        where type.Name.EndsWith("Options", StringComparison.Ordinal) && section?.StartsWith("Maas", StringComparison.Ordinal) == true
        let options = Activator.CreateInstance(type)
        from property in type.GetProperties()
        where property.SetMethod is { IsPublic: true } || typeof(IEnumerable).IsAssignableFrom(property.PropertyType)
        select ($"{section}:{property.Name}", Show(property.GetValue(options)));

    private static string Show(object? value) =>
        value switch
        {
            null => "none",
            "" => "none",
            bool flag => flag ? "`true`" : "`false`",
            string text => $"`{text}`",
            IEnumerable => "none",
            IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
            _ => $"`{value}`",
        };

    private static Dictionary<string, string> ReadRows()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        return Row().Matches(page).ToDictionary(row => row.Groups["key"].Value, row => row.Groups["default"].Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"(?m)^\| `(?<key>Maas:[A-Za-z0-9:]+)` \| (?<default>[^|]*) \|", RegexOptions.NonBacktracking)]
    private static partial Regex Row();
}
