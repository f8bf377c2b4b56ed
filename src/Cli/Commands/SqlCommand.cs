using System.CommandLine;
using System.Data.Common;
using System.Text.RegularExpressions;
using Maas.Cli.Lake;
using Maas.Cli.Output;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Time;

namespace Maas.Cli.Commands;

/// <summary><c>maas sql</c>: a query over the lake's tables.</summary>
internal sealed class SqlCommand
{
    private const string Tables =
        "SELECT table_name AS \"table\", string_agg(column_name, ', ' ORDER BY column_index) AS columns "
        + "FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main' GROUP BY table_name ORDER BY table_name";

    private readonly CliEnvironment _environment;
    private readonly GlobalOptions _global;

    private readonly Argument<string?> _query = new("QUERY")
    {
        Description = "SQL of DuckDB; without it, the tables are listed",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _rowsMax = new Option<int>("--max-rows")
    {
        Description = "Stop after this many rows",
        HelpName = "N",
        DefaultValueFactory = _ => 1_000,
    }.Positive();

    private readonly Option<string?> _from = Hour("--from", "Open the files of hours from this one on, such as 2026-11-22T10, in UTC");

    private readonly Option<string?> _to = Hour("--to", "Open the files of hours before this one");

    private SqlCommand(CliEnvironment environment, GlobalOptions global) => (_environment, _global) = (environment, global);

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var settings = new SqlCommand(environment, global);
        var command = new ExampleCommand(
            "sql",
            "Query the lake by table names: devices, tracking, tracked_devices, device_keys and more. It is read in the data folder, or "
                + "copied from the bucket if Maas__Objects__Kind is S3: the tables that the query names, and of those divided by hours the hours asked for",
            "maas sql",
            "maas sql \"SELECT dt, hr, count(*) AS rows FROM tracking GROUP BY ALL ORDER BY ALL\" --from 2026-11-22T00",
            "maas sql \"SELECT * FROM tracked_devices ORDER BY events DESC LIMIT 5\" --json"
        )
        {
            settings._query,
            settings._rowsMax,
            settings._from,
            settings._to,
        };
        command.SetAction(async (parsed, cancellationToken) => (int)await settings.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var objects = ServiceObjects.Open(_environment, _global.DataFolder(parsed));
        if (!objects.AreRemote && !Directory.Exists(objects.Name))
        {
            throw new CliException(
                ExitCode.NotFound,
                $"There is no data folder {objects.Name}. Name the service's with --data or Maas__Data__Path."
            );
        }

        var query = parsed.GetValue(_query);
        var scope = new LakeScope
        {
            // Copies cost time and disk, so of a bucket only what the query names is opened.
            Includes = table => !objects.AreRemote || query is null || Names(query, table.Name),
            FilesAreOpened = query is not null,
            From = ReadHour(parsed, _from),
            To = ReadHour(parsed, _to),
        };
        var answer = await QueryAsync(objects, scope, query ?? Tables, parsed.GetValue(_rowsMax), cancellationToken);
        await (_global.Json(parsed) ? WriteJsonAsync(_environment, answer) : WriteTableAsync(_environment, answer));
        return ExitCode.Ok;
    }

    private async Task<LakeAnswer> QueryAsync(
        ServiceObjects objects,
        LakeScope scope,
        string sql,
        int rowsMax,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var session = await LakeQuery.OpenAsync(objects, scope, _environment.Time, cancellationToken);
            return await session.QueryAsync(sql, rowsMax, cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or DeltaException or IOException or BatchStepException)
        {
            throw new CliException(ExitCode.Failed, failure.Message.Trim());
        }
    }

    /// <summary>Whether the word stands anywhere in the query: rather a table too many than one too few.</summary>
    private static bool Names(string query, string table) =>
        Regex.IsMatch(query, $@"\b{Regex.Escape(table)}\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);

    private static HourWindow? ReadHour(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } text ? null
        : HourWindow.TryParse(text, out var hour) ? hour
        : throw new CliException(ExitCode.Usage, $"{option.Name} '{text}' is no hour. Write it like 2026-11-22T10.");

    private static Option<string?> Hour(string name, string description) => new(name) { Description = description, HelpName = "HOUR" };

    private static Task WriteJsonAsync(CliEnvironment environment, LakeAnswer answer) =>
        CliJson.WriteAsync(
            environment.Out,
            new
            {
                answer.Columns,
                Rows = answer.Rows.Select(row =>
                    answer
                        .Columns.Zip(row)
                        .DistinctBy(static cell => cell.First)
                        .ToDictionary(static cell => cell.First, static cell => LakeValue.ToJson(cell.Second))
                ),
                answer.Truncated,
            }
        );

    private static async Task WriteTableAsync(CliEnvironment environment, LakeAnswer answer)
    {
        string[] headings =
        [
            .. answer.Columns.Select(
                (name, at) => answer.Rows.All(row => row[at] is null || LakeValue.IsNumber(row[at])) ? $">{name}" : name
            ),
        ];
        var table = new TextTable(headings);
        foreach (var row in answer.Rows)
        {
            table.Add([.. row.Select(LakeValue.ToText)]);
        }

        table.Write(environment);
        if (answer.Truncated)
        {
            await environment.Error.WriteLineAsync($"maas: only the first {answer.Rows.Count:N0} rows are shown; --max-rows shows more.");
        }
    }
}
