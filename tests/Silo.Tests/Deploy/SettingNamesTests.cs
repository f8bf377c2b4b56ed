using System.Text.RegularExpressions;

namespace Maas.Silo.Tests.Deploy;

/// <summary>Every setting that a template, the unit or a container file gives is one that the configuration page knows.</summary>
public sealed partial class SettingNamesTests
{
    [Fact]
    public async Task Settings_OfDeploymentFiles_AreOnTheConfigurationPage()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "configuration.md"));
        var given = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy"), "*", SearchOption.AllDirectories))
        {
            given.UnionWith(Variable().Matches(await File.ReadAllTextAsync(file)).Select(static match => match.Value));
        }

        given.Count.ShouldBeGreaterThan(20);
        given.Where(variable => !page.Contains($"`{Key(variable)}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary><c>Maas__Apps__shop__WriteKeys__0</c> is <c>Maas:Apps:&lt;app&gt;:WriteKeys</c> of the page, which lists it as <c>Maas:Apps</c>.</summary>
    private static string Key(string variable)
    {
        var key = Position().Replace(variable, "").Replace("__", ":", StringComparison.Ordinal);
        return key.StartsWith("Maas:Apps:", StringComparison.Ordinal) ? "Maas:Apps" : key;
    }

    [GeneratedRegex(@"\bMaas__[A-Za-z0-9_${}]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"__([0-9]+|\$)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Position();
}
