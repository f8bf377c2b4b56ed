using Maas.Servers;

namespace Maas.Silo.Tests.Deploy;

public sealed class TemplateTests
{
    public static TheoryData<string> Templates =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "deploy"), "*.yaml")
                .Select(path => Path.GetFileName(path)!)
                .Where(static name => name != "compose.yaml")
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Template_CfnLint_FindsNothing(string template) =>
        await OutsideCheck.ShouldPassAsync(OutsideProgram.CfnLint, $"deploy/{template}");

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Template_SuppressesNoRule(string template) =>
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", template))).ShouldNotContain("cfn-lint");

    [Fact]
    public async Task AlertRules_Promtool_FindsNothing() =>
        await OutsideCheck.ShouldPassAsync(OutsideProgram.Promtool, "check", "rules", "deploy/prometheus/maas.rules.yaml");

    [Fact]
    public async Task AlertRules_EveryRunbookLink_LeadsToAHeading()
    {
        var headings = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "runbook.md")))
            .Where(static line => line.StartsWith('#'))
            .Select(static line => line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-'))
            .ToHashSet(StringComparer.Ordinal);
        var links = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "deploy", "prometheus", "maas.rules.yaml")))
            .Where(static line => line.Contains("runbook:", StringComparison.Ordinal))
            .Select(static line => line.Split('#')[^1].Trim())
            .ToList();

        links.ShouldNotBeEmpty();
        links.Where(link => !headings.Contains(link)).ShouldBeEmpty();
    }
}
