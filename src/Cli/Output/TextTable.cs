using Spectre.Console;

namespace Maas.Cli.Output;

/// <summary>A table: with borders on a terminal, plain aligned columns when redirected.</summary>
/// <param name="columns">Headings; one that begins with <c>&gt;</c> is aligned to the right.</param>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(CliEnvironment environment)
    {
        if (environment.OutIsTerminal)
        {
            WriteDrawn(environment.Out);
        }
        else
        {
            WritePlain(environment.Out);
        }
    }

    private void WriteDrawn(TextWriter output)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey);
        foreach (var column in columns)
        {
            var (name, right) = Heading(column);
            table.AddColumn(
                new TableColumn(new Text(name, new Style(decoration: Decoration.Bold))) { Alignment = right ? Justify.Right : Justify.Left }
            );
        }

        foreach (var row in _rows)
        {
            table.AddRow(row.Select(static cell => new Text(cell)));
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }

    private void WritePlain(TextWriter output)
    {
        var headings = columns.Select(Heading).ToArray();
        var widths = headings.Select((heading, at) => _rows.Select(row => row[at].Length).Append(heading.Name.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend([.. headings.Select(static heading => heading.Name)]))
        {
            var cells = row.Select((cell, at) => headings[at].Right ? cell.PadLeft(widths[at]) : cell.PadRight(widths[at]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    private static (string Name, bool Right) Heading(string column) => column.StartsWith('>') ? (column[1..], true) : (column, false);
}
