using System.Diagnostics;
using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.DuckDb;

/// <summary>Executes plans in this process with DuckDB: a fresh database a run, bounded memory, what does not fit in a temp folder.</summary>
internal sealed class DuckDbEngine(StagedFiles files, ScratchFolder scratch, TimeProvider time, IOptions<DuckDbOptions> options)
    : IBatchEngine
{
    /// <summary>The reference hour's process peaks near it (bench/ReferenceHour).</summary>
    private const long DefaultMemoryMiBMax = 4_096;

    private const long BytesAMiB = 1024 * 1024;

    private static readonly string Prelude = JobSql.Read("prelude.duckdb.sql");

    public string Name { get; } = ReadName();

    public ILakeFiles Files => files;

    public string Describe(RunPlan plan)
    {
        var text = new StringBuilder("-- The statements of this run, as executed.\n\n").Append(Prelude).Append('\n');
        foreach (var relation in plan.Relations)
        {
            text.Append(DuckDbText.CreateView(relation)).Append(";\n\n");
        }

        foreach (var step in plan.Steps)
        {
            text.Append("-- ").Append(step.Name).Append('\n');
            if (step.OnlyIfAny is { } table)
            {
                text.Append("-- Only while ").Append(table).Append(" has rows.\n");
            }

            text.Append(DuckDbText.Statement(step, step.Kind == StepKind.Output ? files.OutputPath(step.Folder) : null)).Append(";\n\n");
        }

        return text.ToString();
    }

    public Task<EngineResult> ExecuteAsync(RunPlan plan, IRunProgress progress, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => Execute(plan, progress, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private EngineResult Execute(RunPlan plan, IRunProgress progress, CancellationToken cancellationToken)
    {
        List<RunStep> steps = [];
        Dictionary<string, IReadOnlyList<object?[]>> rows = new(StringComparer.Ordinal);
        using var session = Open();
        foreach (var relation in plan.Relations)
        {
            Guarded($"read {relation.Name}", () => session.Execute(DuckDbText.CreateView(relation), cancellationToken));
        }

        foreach (var step in plan.Steps)
        {
            var startedAt = time.GetUtcNow();
            var started = Stopwatch.GetTimestamp();
            if (step.OnlyIfAny is { } table && !Any(session, table, cancellationToken))
            {
                if (step.Otherwise is { } stand)
                {
                    session.Execute(
                        $"CREATE TEMP VIEW {DuckDbQuotes.Name(step.Target)} AS SELECT * FROM {DuckDbQuotes.Name(stand)}",
                        cancellationToken
                    );
                }

                continue;
            }

            progress.Report(new RunStep(step.Name, startedAt, TimeSpan.Zero, null, RunStepState.Running));
            long produced = 0;
            Guarded(
                step.Name,
                () =>
                {
                    var folder = step.Kind == StepKind.Output ? files.PrepareOutput(step.Folder) : null;
                    var statement = DuckDbText.Statement(step, folder);
                    if (step.Kind == StepKind.Table)
                    {
                        session.Execute(statement, cancellationToken);
                        produced = CountRows(session, step.Target);
                        return;
                    }

                    var result = session.Query(statement, cancellationToken);
                    if (step.Kind == StepKind.Rows)
                    {
                        rows[step.Target] = result;
                        produced = result.Count;
                        return;
                    }

                    produced = Settle(step, folder!, result);
                }
            );
            var done = new RunStep(step.Name, startedAt, Stopwatch.GetElapsedTime(started), produced);
            steps.Add(done);
            progress.Report(done);
        }

        return new EngineResult(steps, rows);
    }

    /// <summary>Puts the files of an output in order; returns their rows. One without rows is removed, for a table has no use for it.</summary>
    private static long Settle(PlanStep step, string folder, IReadOnlyList<object?[]> files)
    {
        long rows = 0;
        foreach (var row in files)
        {
            var path = (string)row[0]!;
            var count = Convert.ToInt64(row[1], CultureInfo.InvariantCulture);
            if (count == 0)
            {
                File.Delete(path);
                continue;
            }

            rows += count;
            if (step.SideBySide)
            {
                MoveUp(folder, path);
            }
        }

        return rows;
    }

    /// <summary><c>part=3/data_0.parquet</c> becomes <c>part-3-0.parquet</c>.</summary>
    private static void MoveUp(string folder, string path)
    {
        var target = Path.Combine(
            folder,
            Path.GetRelativePath(folder, path)
                .Replace('=', '-')
                .Replace($"{Path.DirectorySeparatorChar}data_", "-", StringComparison.Ordinal)
        );
        File.Move(path, target);
        var emptied = Path.GetDirectoryName(path)!;
        if (!Directory.EnumerateFileSystemEntries(emptied).Any())
        {
            Directory.Delete(emptied);
        }
    }

    /// <summary>DuckDB knows the size of a table that has just been made; counting it would take longer.</summary>
    private static long CountRows(DuckDbSession session, string table) =>
        Convert.ToInt64(
            session.Query($"SELECT estimated_size FROM duckdb_tables() WHERE table_name = {DuckDbQuotes.Literal(table)}")[0][0],
            CultureInfo.InvariantCulture
        );

    private static bool Any(DuckDbSession session, string table, CancellationToken cancellationToken) =>
        session.Query($"SELECT 1 FROM {DuckDbQuotes.Name(table)} LIMIT 1", cancellationToken).Count > 0;

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
        var parent = settings.TempPath ?? Path.Combine(scratch.Path, "duckdb");
        if (Directory.Exists(parent))
        {
            // One run at a time: what lies here was left by a process that was killed.
            foreach (var left in Directory.EnumerateDirectories(parent, "run-*"))
            {
                Directory.Delete(left, recursive: true);
            }
        }

        var folder = Path.Combine(parent, $"run-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var tempMiB = DiskShare.MiB(settings.TempMiBMax, DiskShare.FreeBytes(folder), DiskShare.Spill);
        var session = DuckDbSession.Open(
            folder,
            ("memory_limit", $"'{(settings.MemoryMiB > 0 ? settings.MemoryMiB : DefaultMemoryMiB())}MiB'"),
            ("max_temp_directory_size", $"'{tempMiB}MiB'"),
            ("partitioned_write_flush_threshold", "40960"),
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

    /// <summary>The collector knows how much the machine, or the container, lets the process have.</summary>
    private static long DefaultMemoryMiB() =>
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / BytesAMiB, 256, DefaultMemoryMiBMax);

    private static string ReadName()
    {
        using var session = DuckDbSession.Open(tempFolder: null);
        return $"DuckDB {(string)session.Query("SELECT version()")[0][0]!}";
    }
}
