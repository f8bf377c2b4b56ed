using System.CommandLine;
using System.Data.Common;
using Maas.Cli.Lake;
using Maas.Cli.Output;
using Maas.SparkJobs.Delta;

namespace Maas.Cli.Commands;

/// <summary><c>maas sql</c>: a query over the lake's tables.</summary>
internal static class SqlCommand
{
    private const string Tables =
        "SELECT table_name AS \"table\", string_agg(column_name, ', ' ORDER BY column_index) AS columns "
        + "FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main' GROUP BY table_name ORDER BY table_name";

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var query = new Argument<string?>("QUERY")
        {
            Description = "SQL of DuckDB; without it, the tables are listed",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var rowsMax = new Option<int>("--max-rows")
        {
            Description = "Stop after this many rows",
            HelpName = "N",
            DefaultValueFactory = _ => 1_000,
        }.Positive();
        var command = new ExampleCommand(
            "sql",
            "Query the lake in the data folder by table names: devices, tracking, tracked_devices, device_keys and more",
            "maas sql",
            "maas sql \"SELECT dt, hr, count(*) AS rows FROM tracking GROUP BY ALL ORDER BY ALL\"",
            "maas sql \"SELECT * FROM tracked_devices ORDER BY events DESC LIMIT 5\" --json"
        )
        {
            query,
            rowsMax,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var folder = global.DataFolder(parsed);
                if (!Directory.Exists(folder))
                {
                    throw new CliException(
                        ExitCode.NotFound,
                        $"There is no data folder {folder}. Name the service's with --data or Maas__Data__Path."
                    );
                }

                var answer = await QueryAsync(
                    folder,
                    parsed.GetValue(query) ?? Tables,
                    parsed.GetValue(rowsMax),
                    environment,
                    cancellationToken
                );
                await (global.Json(parsed) ? WriteJsonAsync(environment, answer) : WriteTableAsync(environment, answer));
                return (int)ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task<LakeAnswer> QueryAsync(
        string folder,
        string sql,
        int rowsMax,
        CliEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var session = await LakeQuery.OpenAsync(folder, environment.Time, cancellationToken);
            return await session.QueryAsync(sql, rowsMax, cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or DeltaException)
        {
            throw new CliException(ExitCode.Failed, failure.Message.Trim());
        }
    }

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
