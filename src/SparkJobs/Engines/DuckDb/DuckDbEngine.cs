using System.Diagnostics;
using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Maas.SparkJobs.Jobs;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.DuckDb;

/// <summary>Executes plans in this process with DuckDB: a fresh database a run, bounded memory, what does not fit in a temp folder.</summary>
internal sealed class DuckDbEngine(IObjectStore store, TimeProvider time, IOptions<DuckDbOptions> options) : IBatchEngine
{
    private static readonly string Prelude = JobSql.Read("prelude.duckdb.sql");

    public string Name { get; } = ReadName();

    public string Describe(RunPlan plan)
    {
        var text = new StringBuilder("-- The statements of this run, as executed.\n\n").Append(Prelude).Append('\n');
        foreach (var relation in plan.Relations)
            text.Append(DuckDbText.CreateView(relation)).Append(";\n\n");
        foreach (var step in plan.Steps)
        {
            text.Append("-- ").Append(step.Name).Append('\n');
            if (step.OnlyIfAny is { } table)
                text.Append("-- Only while ").Append(table).Append(" has rows.\n");
            text.Append(DuckDbText.Statement(step, step.Kind == StepKind.Output ? store.Locate(step.Folder) : null)).Append(";\n\n");
        }

        return text.ToString();
    }

    public Task<EngineResult> ExecuteAsync(RunPlan plan, IProgress<RunStep> progress, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => Execute(plan, progress, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private EngineResult Execute(RunPlan plan, IProgress<RunStep> progress, CancellationToken cancellationToken)
    {
        List<RunStep> steps = [];
        Dictionary<string, IReadOnlyList<OutputFile>> outputs = new(StringComparer.Ordinal);
        Dictionary<string, IReadOnlyList<object?[]>> rows = new(StringComparer.Ordinal);
        using var session = Open();
        foreach (var relation in plan.Relations)
            Guarded($"read {relation.Name}", () => session.Execute(DuckDbText.CreateView(relation), cancellationToken));
        foreach (var step in plan.Steps)
        {
            var startedAt = time.GetUtcNow();
            var started = Stopwatch.GetTimestamp();
            progress.Report(new RunStep(step.Name, startedAt, TimeSpan.Zero, null));
            if (step.OnlyIfAny is { } table && !Any(session, table, cancellationToken))
            {
                if (step.Otherwise is { } stand)
                {
                    session.Execute(
                        $"CREATE TEMP VIEW {DuckDbText.Name(step.Target)} AS SELECT * FROM {DuckDbText.Name(stand)}",
                        cancellationToken
                    );
                }

                continue;
            }

            long produced = 0;
            Guarded(
                step.Name,
                () =>
                {
                    var statement = DuckDbText.Statement(step, step.Kind == StepKind.Output ? CreateFolder(step) : null);
                    if (step.Kind == StepKind.Table)
                    {
                        produced = session.Execute(statement, cancellationToken);
                        return;
                    }

                    var result = session.Query(statement, cancellationToken);
                    if (step.Kind == StepKind.Rows)
                    {
                        rows[step.Target] = result;
                        produced = result.Count;
                        return;
                    }

                    var files = OutputFiles(step, result);
                    outputs[step.Target] = files;
                    produced = files.Sum(file => file.Rows);
                }
            );
            var done = new RunStep(step.Name, startedAt, Stopwatch.GetElapsedTime(started), produced);
            steps.Add(done);
            progress.Report(done);
        }

        return new EngineResult(steps, outputs, rows);
    }

    private string CreateFolder(PlanStep step)
    {
        var folder = store.Locate(step.Folder);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The files of an output; one without rows is removed, for a table has no use for it.</summary>
    private List<OutputFile> OutputFiles(PlanStep step, IReadOnlyList<object?[]> result)
    {
        var folder = store.Locate(step.Folder);
        List<OutputFile> files = [];
        foreach (var row in result)
        {
            var file = (string)row[0]!;
            var count = Convert.ToInt64(row[1], CultureInfo.InvariantCulture);
            if (count == 0)
            {
                File.Delete(file);
                continue;
            }

            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            var value = step.DividedBy is null
                ? null
                : path[(path.IndexOf('=', StringComparison.Ordinal) + 1)..path.IndexOf('/', StringComparison.Ordinal)];
            files.Add(
                new OutputFile(path, value, Convert.ToInt64(row[2], CultureInfo.InvariantCulture), count, $"{{\"numRecords\":{count}}}")
            );
        }

        files.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return files;
    }

    private static bool Any(DuckDbSession session, string table, CancellationToken cancellationToken) =>
        session.Query($"SELECT 1 FROM {DuckDbText.Name(table)} LIMIT 1", cancellationToken).Count > 0;

    private static void Guarded(string step, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is DuckDBException or IOException or UnauthorizedAccessException)
        {
            throw new BatchStepException(step, failure.Message, failure);
        }
    }

    private DuckDbSession Open()
    {
        var settings = options.Value;
        var parent = settings.TempPath ?? Path.Combine(Path.GetDirectoryName(store.Locate(LakeTables.Prefix))!, "tmp", "duckdb");
        if (Directory.Exists(parent))
        {
            // One run at a time: what lies here was left by a process that was killed.
            foreach (var left in Directory.EnumerateDirectories(parent, "run-*"))
                Directory.Delete(left, recursive: true);
        }

        var folder = Path.Combine(parent, $"run-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var session = DuckDbSession.Open(
            folder,
            ("memory_limit", $"'{settings.MemoryMiB}MiB'"),
            ("max_temp_directory_size", $"'{settings.TempMiBMax}MiB'"),
            ("threads", $"{(settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount)}")
        );
        try
        {
            session.Execute(Prelude);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static string ReadName()
    {
        using var session = DuckDbSession.Open(tempFolder: null);
        return $"DuckDB {(string)session.Query("SELECT version()")[0][0]!}";
    }
}
