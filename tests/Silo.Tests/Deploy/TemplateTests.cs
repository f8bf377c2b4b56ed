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

    /// <summary>An alarm says in its words which page it is about, and that page names the alarm.</summary>
    [Fact]
    public async Task Alarms_Each_HasItsPageInTheRunbookWhichNamesIt()
    {
        var pages = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "runbook.md")))
            .Split("\n## ")
            .ToDictionary(static page => page.Split('\n')[0], StringComparer.Ordinal);
        var template = Template.Read("alarms.yaml", new Dictionary<string, string>(StringComparer.Ordinal) { ["DeploymentName"] = "acme" });
        var alarms = template
            .Resources("AWS::CloudWatch::Alarm")
            .Select(alarm => (Name: template.Text(alarm.Properties.Children["AlarmName"]), alarm.Properties.Children["AlarmDescription"]))
            .Concat(
                template
                    .Resources("AWS::Events::Rule")
                    .Select(rule => (Name: template.Text(rule.Properties.Children["Name"]), rule.Properties.Children["Description"]))
            )
            .Select(static alarm =>
                (Name: alarm.Name.Replace("acme-maas", "…", StringComparison.Ordinal), Page: $"{alarm.Item2}".Split('"')[1])
            )
            .ToList();

        alarms.Count.ShouldBe(7);
        alarms
            .Where(alarm =>
                !pages.TryGetValue(alarm.Page, out var page)
                || !page.Contains($"`{alarm.Name}`", StringComparison.Ordinal)
                    && !page.Contains($"`{alarm.Name[..(alarm.Name.LastIndexOf('-') + 1)]}*`", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

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
