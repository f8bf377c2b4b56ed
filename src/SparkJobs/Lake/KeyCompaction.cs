using System.Globalization;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Lake;

/// <summary>
/// Puts the many small files of <c>device_keys</c> together. The rows stay as the hours wrote them: a run knows those of its own hour by their
/// time, and leaves them where they are.
/// </summary>
internal sealed class KeyCompaction(IObjectStore store, StagedFiles files, LakeCatalog lake, TimeProvider time, DeltaOptions options)
{
    private const string TransactionApp = "maas/device_keys";
    private const string RunsFolder = "runs/maintenance";

    /// <summary>A larger file is left alone: what is gained by opening fewer is lost by rewriting it.</summary>
    private const long SmallBytesMax = 32 * 1024 * 1024;

    /// <summary>The files to put together, none while they are few, and the table's version that they are of.</summary>
    public async Task<(IReadOnlyList<DeltaFile> Small, long Version)> FindDueAsync(CancellationToken cancellationToken)
    {
        var keys = await lake[LakeTables.DeviceKeys].LoadAsync(cancellationToken).ConfigureAwait(false);
        var small = keys.Files.Where(static file => file.Bytes < SmallBytesMax).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        return (small.Count > options.SmallFilesMax ? small : [], keys.Version);
    }

    /// <summary>Compacts, and returns the rows that were moved.</summary>
    public async Task<long> RunAsync(IReadOnlyList<DeltaFile> small, long version, IBatchEngine engine, CancellationToken cancellationToken)
    {
        var table = LakeTables.DeviceKeys;
        // The version tells one compaction from the next, however close they are; the time, a second try from one that broke off.
        var attempt = $"compact-{version}-{time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
        using var inputs = engine.Files.Lease();
        var places = await inputs
            .FetchAsync(store, [.. small.Select(file => new LakeObject($"{table.Prefix}/{file.Path}", file.Bytes))], cancellationToken)
            .ConfigureAwait(false);
        var plan = Plan(new ParquetRelation("scattered_keys", [.. table.DataColumns], [new ParquetGroup(places)]), attempt);
        await engine.ExecuteAndPublishAsync(plan, time, IRunProgress.None, cancellationToken).ConfigureAwait(false);
        using var outputs = files.LeaseOnce();
        var written = await WrittenFiles.DescribeAsync(store, outputs, table, attempt, cancellationToken).ConfigureAwait(false);
        var (read, wrote) = (small.Sum(DeltaRows.Of), written.Sum(file => file.Rows));
        if (read != wrote)
        {
            throw new BatchStepException("compaction/device_keys", $"{read} rows were to be moved, and {wrote} were written.");
        }

        var replaced = small.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var commit = new DeltaCommit
        {
            Adds = written,
            Replaces = file => replaced.Contains(file.Path),
            Needs = replaced,
            RunId = attempt,
            TransactionApp = TransactionApp,
            TransactionVersion = version,
            Operation = "OPTIMIZE",
            DataChange = false,
        };
        await lake[table].CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        return wrote;
    }

    private static RunPlan Plan(Relation relation, string attempt) =>
        new(
            [relation],
            [
                new PlanStep(
                    "maintenance/device_keys",
                    StepKind.Output,
                    LakeTables.DeviceKeys.Name,
                    JobSql.Read("maintenance/03_device_keys.sql", new Dictionary<string, string>(StringComparer.Ordinal))
                )
                {
                    Folder = $"{LakeTables.DeviceKeys.Prefix}/{attempt}",
                    DividedBy = "bucket",
                },
            ]
        )
        {
            Name = attempt,
            Folder = $"{RunsFolder}/{attempt}",
            LogKey = $"{RunsFolder}/device_keys.log",
        };
}
