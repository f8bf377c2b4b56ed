using System.Globalization;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Lake;

/// <summary>
/// Puts the many small files of a table together that every run reads whole: <c>device_keys</c>, <c>device_aliases</c>. The rows stay as the hours
/// wrote them, and from then on no run replaces them: a key is known to be of a run's own hour by its time, and an alias stands for good.
/// Tables that are partitioned by hour keep a file an hour, which is what a run of that hour replaces.
/// </summary>
/// <param name="store">Where the lake is.</param>
/// <param name="files">Makes the outputs local files.</param>
/// <param name="lake">The lake.</param>
/// <param name="time">The clock.</param>
/// <param name="options">How many small files there may be.</param>
/// <param name="table">The table.</param>
/// <param name="sql">The statement that moves its rows.</param>
internal sealed class FileCompaction(
    IObjectStore store,
    StagedFiles files,
    LakeCatalog lake,
    TimeProvider time,
    DeltaOptions options,
    DeltaTableDefinition table,
    string sql
)
{
    private const string RunsFolder = "runs/maintenance";

    /// <summary>A larger file is left alone: what is gained by opening fewer is lost by rewriting it.</summary>
    private const long SmallBytesMax = 32 * 1024 * 1024;

    /// <summary>The step's name.</summary>
    public string Name { get; } = $"compaction/{table.Name}";

    /// <summary>The files to put together, none while they are few, and the table's version that they are of.</summary>
    public async Task<(IReadOnlyList<DeltaFile> Small, long Version)> FindDueAsync(CancellationToken cancellationToken)
    {
        var snapshot = await lake[table].LoadAsync(cancellationToken).ConfigureAwait(false);
        var small = snapshot
            .Files.Where(static file => file.Bytes < SmallBytesMax)
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        return (small.Count > options.SmallFilesMax ? small : [], snapshot.Version);
    }

    /// <summary>Compacts, and returns the rows that were moved.</summary>
    public async Task<long> RunAsync(IReadOnlyList<DeltaFile> small, long version, IBatchEngine engine, CancellationToken cancellationToken)
    {
        // The version tells one compaction from the next, however close they are; the time, a second try from one that broke off.
        var attempt = $"compact-{version}-{time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
        using var inputs = engine.Files.Lease();
        var places = await inputs
            .FetchAsync(store, [.. small.Select(file => new LakeObject($"{table.Prefix}/{file.Path}", file.Bytes))], cancellationToken)
            .ConfigureAwait(false);
        var plan = Plan(new ParquetRelation("scattered_rows", [.. table.DataColumns], [new ParquetGroup(places)]), attempt);
        await engine.ExecuteAndPublishAsync(plan, time, IRunProgress.None, cancellationToken).ConfigureAwait(false);
        using var outputs = files.LeaseOnce();
        var written = await WrittenFiles.DescribeAsync(store, outputs, table, attempt, cancellationToken).ConfigureAwait(false);
        var (read, wrote) = (small.Sum(DeltaRows.Of), written.Sum(file => file.Rows));
        if (read != wrote)
        {
            throw new BatchStepException(Name, $"{read} rows were to be moved, and {wrote} were written.");
        }

        var replaced = small.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var commit = new DeltaCommit
        {
            Adds = written,
            Replaces = file => replaced.Contains(file.Path),
            Needs = replaced,
            RunId = attempt,
            TransactionApp = $"maas/{table.Name}",
            TransactionVersion = version,
            Operation = "OPTIMIZE",
            DataChange = false,
        };
        await lake[table].CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        return wrote;
    }

    private RunPlan Plan(Relation relation, string attempt) =>
        new(
            [relation],
            [
                new PlanStep(
                    $"maintenance/{table.Name}",
                    StepKind.Output,
                    table.Name,
                    JobSql.Read(sql, new Dictionary<string, string>(StringComparer.Ordinal))
                )
                {
                    Folder = $"{table.Prefix}/{attempt}",
                    DividedBy = table.PartitionColumns.SingleOrDefault(),
                },
            ]
        )
        {
            Name = attempt,
            Folder = $"{RunsFolder}/{attempt}",
            LogKey = $"{RunsFolder}/{table.Name}.log",
        };
}
