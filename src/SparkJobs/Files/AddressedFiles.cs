using Maas.SparkJobs.Engines;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Files;

/// <summary>
/// For engines that run elsewhere and open objects by their addresses: nothing is copied. Such an engine may pass over an object that is not
/// there without a word, so it is seen to be there, whole, before its address is given away.
/// </summary>
internal sealed class AddressedFiles(IObjectStore store, IOptions<StagingOptions> options) : ILakeFiles
{
    private const string Step = "inputs/verify";

    public IFileLease Lease() => new AddressLease(options.Value.TransfersMax);

    public string OutputPath(string folder) => store.Locate(folder);

    public string PrepareOutput(string folder) => OutputPath(folder);

    /// <summary>An engine that writes to addresses has made objects by itself.</summary>
    public Task PublishAsync(string folder, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a failed engine has written is removed with the attempt's objects.</summary>
    public void Abandon(string folder) { }

    private sealed class AddressLease(int listingsMax) : IFileLease
    {
        public async Task<IReadOnlyList<string>> FetchAsync(
            IObjectStore store,
            IReadOnlyList<LakeObject> objects,
            CancellationToken cancellationToken
        )
        {
            await Parallel
                .ForEachAsync(
                    objects.GroupBy(item => FolderOf(item.Key), StringComparer.Ordinal),
                    new ParallelOptions { MaxDegreeOfParallelism = listingsMax, CancellationToken = cancellationToken },
                    async (folder, token) => await VerifyAsync(store, folder.Key, folder, token).ConfigureAwait(false)
                )
                .ConfigureAwait(false);
            return [.. objects.Select(item => store.Locate(item.Key))];
        }

        public void Dispose() { }

        /// <summary>One listing shows all that an attempt wrote for a table, so the folders that name its partitions are left to it.</summary>
        private static string FolderOf(string key)
        {
            var partition = key.IndexOf('=', StringComparison.Ordinal);
            return key[..(key.LastIndexOf('/', partition < 0 ? key.Length - 1 : partition) + 1)];
        }

        private static async ValueTask VerifyAsync(
            IObjectStore store,
            string folder,
            IEnumerable<LakeObject> objects,
            CancellationToken cancellationToken
        )
        {
            var unseen = objects.ToDictionary(item => item.Key, item => item.Bytes, StringComparer.Ordinal);
            await foreach (var item in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                if (unseen.Remove(item.Key, out var bytes) && item.Bytes != bytes)
                {
                    throw new BatchStepException(Step, $"{item.Key} has {item.Bytes} bytes and not {bytes}.");
                }
            }

            if (unseen.Count > 0)
            {
                throw new BatchStepException(Step, $"{unseen.Keys.Min(StringComparer.Ordinal)} is not there.");
            }
        }
    }
}
