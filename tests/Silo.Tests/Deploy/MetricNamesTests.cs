using System.Text.Json;
using System.Text.RegularExpressions;
using Maas.Silo.Tests.Processes;

namespace Maas.Silo.Tests.Deploy;

/// <summary>Every metric that the dashboard or an alert asks for is one that a working process serves.</summary>
public sealed partial class MetricNamesTests
{
    [Fact]
    public async Task Queries_OfDashboardAndAlerts_AskForMetricsThatExist()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder.Path);
        await new EventSender(new Random(1)).SendBatchesAsync(silo.Client, 3);
        await RunClient.RunRecentAsync(silo);

        var served = Served()
            .Matches(await silo.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)))
            .Select(static match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Asked(await DashboardAsync()).Union(Asked(await AlertsAsync())).Except(served, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static IEnumerable<string> Asked(IEnumerable<string> queries) =>
        queries.SelectMany(static query => Name().Matches(query)).Select(static match => Suffix().Replace(match.Value, ""));

    private static async Task<IEnumerable<string>> DashboardAsync()
    {
        var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "grafana", "maas.json")));
        return
        [
            .. json
                .RootElement.GetProperty("panels")
                .EnumerateArray()
                .Where(static panel => panel.TryGetProperty("targets", out _))
                .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray())
                .Select(static target => target.GetProperty("expr").GetString()!),
        ];
    }

    private static async Task<IEnumerable<string>> AlertsAsync() =>
        (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "deploy", "prometheus", "maas.rules.yaml"))).Where(static line =>
            line.TrimStart().StartsWith("expr:", StringComparison.Ordinal)
        );

    [GeneratedRegex(@"^# TYPE (?<name>\S+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Served();

    [GeneratedRegex(@"\b(maas|dotnet|orleans)_[a-z0-9_]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Suffix();
}
