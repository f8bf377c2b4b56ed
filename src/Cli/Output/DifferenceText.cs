using Maas.Simulation.Service;
using Maas.Tracking.Runs;

namespace Maas.Cli.Output;

/// <summary>What a dry run would change: a line a table, then the examples, each a row as <c>+</c>, <c>-</c> or <c>~</c>.</summary>
internal static class DifferenceText
{
    public static void Write(CliEnvironment environment, IReadOnlyList<ServiceDifference> differences)
    {
        var table = new TextTable("table", ">rows added", ">removed", ">changed", ">unchanged");
        foreach (var difference in differences)
        {
            table.Add(
                difference.Table,
                Formats.Count(difference.RowsAdded),
                Formats.Count(difference.RowsRemoved),
                Formats.Count(difference.RowsChanged),
                Formats.Count(difference.RowsUnchanged)
            );
        }

        table.Write(environment);
        foreach (var difference in differences.Where(static difference => difference.Examples.Count > 0))
        {
            environment.Out.WriteLine();
            environment.Out.WriteLine($"{difference.Table}, for example");
            foreach (var example in difference.Examples)
            {
                environment.Out.WriteLine($"  {Sign(example.Change)} {string.Join("  ", example.Fields.Select(Field))}");
            }
        }
    }

    private static char Sign(RowChange change) =>
        change switch
        {
            RowChange.Added => '+',
            RowChange.Removed => '-',
            _ => '~',
        };

    private static string Field(ServiceFieldExample field) =>
        field switch
        {
            { Before: null, After: { } after } => $"{field.Name}={after}",
            { Before: { } before, After: null } => $"{field.Name}={before}",
            _ when field.Before == field.After => $"{field.Name}={field.Before}",
            _ => $"{field.Name}={field.Before}→{field.After}",
        };
}
