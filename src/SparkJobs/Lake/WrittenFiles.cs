using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Files;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Lake;

/// <summary>What an attempt wrote for a table.</summary>
internal static class WrittenFiles
{
    private static readonly Dictionary<string, string> NoValues = [];

    /// <summary>
    /// Describes the files of the attempt's folder for a commit. Of no rows some engines write a file all the same: it is removed, for once
    /// it is not committed nothing else would.
    /// </summary>
    public static async Task<IReadOnlyList<DataFile>> DescribeAsync(
        IObjectStore store,
        IFileLease lease,
        DeltaTableDefinition table,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var files = await DeltaStatistics
            .DescribeFolderAsync(store, lease, table, folder, NoValues, cancellationToken)
            .ConfigureAwait(false);
        foreach (var empty in files.Where(file => file.Rows == 0))
        {
            await store.DeleteAsync($"{table.Prefix}/{empty.Path}", cancellationToken).ConfigureAwait(false);
        }

        return [.. files.Where(file => file.Rows > 0)];
    }
}
