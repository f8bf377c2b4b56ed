using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Maas.Silo.Tests.Docs;

/// <summary>A message's id is its own, and lies in the range that docs/telemetry.md gives to its category.</summary>
public sealed partial class LogEventIdTests
{
    [Fact]
    public void EventIds_OfEveryRoom_AreUnique() =>
        Messages().GroupBy(message => message.Id).Where(same => same.Count() > 1).ShouldBeEmpty();

    [Fact]
    public void EventIds_OfEveryRoom_LieInTheRangeOfTheirCategory()
    {
        var ranges = Ranges();

        Messages()
            .Where(message =>
                !ranges.Any(range =>
                    message.Id >= range.First
                    && message.Id <= range.Last
                    && message.Method.StartsWith(range.Category + ".", StringComparison.Ordinal)
                )
            )
            .ShouldBeEmpty();
    }

    private static List<(int Id, string Method)> Messages()
    {
        var messages = Directory
            .EnumerateDirectories(Path.Combine(Repository.Root, "src"))
            .Select(room => Path.Combine(AppContext.BaseDirectory, $"Maas.{Path.GetFileName(room)}.dll"))
            .Where(File.Exists)
            .SelectMany(room => Assembly.LoadFrom(room).GetTypes())
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            )
            .Select(method => (method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId, Name: $"{method.DeclaringType}.{method.Name}"))
            .Where(message => message.EventId is not null)
            .Select(message => (message.EventId!.Value, message.Name))
            .ToList();
        messages.Count.ShouldBeGreaterThan(40);
        return messages;
    }

    private static List<(int First, int Last, string Category)> Ranges() =>
        [
            .. Row()
                .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md")))
                .Select(row => (Number(row, "first"), Number(row, "last"), row.Groups["category"].Value)),
        ];

    private static int Number(Match row, string group) => int.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^\| (?<first>\d{4})–(?<last>\d{4}) \| `(?<category>[\w.]+)` \|",
        RegexOptions.Multiline | RegexOptions.NonBacktracking
    )]
    private static partial Regex Row();
}
