using Maas.SparkJobs.Engines;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Files;

/// <summary>
/// Files for engines and readers in this machine. Objects that are files here are used in place; others are copied to the staging folder,
/// and what an engine writes there is uploaded.
/// </summary>
internal sealed class StagedFiles : ILakeFiles, IDisposable
{
    private readonly IObjectStore _store;
    private readonly string _root;
    private readonly int _transfersMax;
    private readonly Lazy<FileCache> _cache;

    public StagedFiles(IObjectStore store, ScratchFolder scratch, IOptions<StagingOptions> options)
    {
        var settings = options.Value;
        _store = store;
        _root = settings.Path ?? Path.Combine(scratch.Path, "staged");
        _transfersMax = settings.TransfersMax;
        _cache = new(() => OpenCache(settings.MiBMax));
    }

    public IFileLease Lease() => new StagedLease(this, copiesAreKept: true);

    /// <summary>As <see cref="Lease"/>, for what no other run reads: copies that only such leases asked for go with the last of them.</summary>
    public IFileLease LeaseOnce() => new StagedLease(this, copiesAreKept: false);

    public string OutputPath(string folder) => PathOfOutput(folder, out _);

    public string PrepareOutput(string folder)
    {
        var path = PathOfOutput(folder, out var inPlace);
        if (!inPlace)
        {
            RemoveFolder(path);
        }

        Directory.CreateDirectory(path);
        return path;
    }

    public async Task PublishAsync(string folder, CancellationToken cancellationToken)
    {
        var path = PathOfOutput(folder, out var inPlace);
        var files = Directory.EnumerateFiles(path, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (inPlace)
        {
            await Task.Run(() => files.ForEach(Flush), cancellationToken).ConfigureAwait(false);
            return;
        }

        var transfers = new ParallelOptions { MaxDegreeOfParallelism = _transfersMax, CancellationToken = cancellationToken };
        await Parallel
            .ForEachAsync(
                files,
                transfers,
                async (file, token) =>
                {
                    var key = $"{folder}/{Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/')}";
                    await _store.PutFileAsync(key, file, token).ConfigureAwait(false);
                    // The next run reads it, and its statistics are about to be.
                    _cache.Value.Adopt(PathOfCopy(_store.Locate(key), key), file);
                }
            )
            .ConfigureAwait(false);
        RemoveFolder(path);
    }

    public void Abandon(string folder)
    {
        var path = PathOfOutput(folder, out var inPlace);
        if (!inPlace)
        {
            RemoveFolder(path);
        }
    }

    public void Dispose()
    {
        if (_cache.IsValueCreated)
        {
            _cache.Value.Dispose();
        }
    }

    private FileCache OpenCache(int mibMax)
    {
        RemoveFolder(_root);
        Directory.CreateDirectory(_root);
        return new FileCache(DiskShare.MiB(mibMax, DiskShare.FreeBytes(_root), DiskShare.Copies), _transfersMax);
    }

    private string PathOfOutput(string folder, out bool inPlace)
    {
        var located = _store.Locate(folder);
        inPlace = Path.IsPathFullyQualified(located);
        if (inPlace)
        {
            return located;
        }

        // Opened before anything is written, for that empties the folder.
        _ = _cache.Value;
        return Path.Combine(_root, "outputs", Relative(located, folder));
    }

    private string PathOfCopy(string address, string key) => Path.Combine(_root, "copies", Relative(address, key));

    /// <summary>
    /// <c>s3://bucket/prefix/key</c> is <c>bucket/prefix/key</c>. Engines read partitions off the folders of a copy too, so that only the key
    /// may name any.
    /// </summary>
    private static string Relative(string address, string key)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        return address[start..^key.Length].Replace('=', '-') + key;
    }

    private static void RemoveFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>A commit is about to name the file.</summary>
    private static void Flush(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private sealed class StagedLease(StagedFiles files, bool copiesAreKept) : IFileLease
    {
        private readonly List<FileCache.Copy> _copies = [];

        public async Task<IReadOnlyList<string>> FetchAsync(
            IObjectStore store,
            IReadOnlyList<LakeObject> objects,
            CancellationToken cancellationToken
        ) =>
            await Task.WhenAll(
                    objects.Select(item =>
                    {
                        var address = store.Locate(item.Key);
                        return Path.IsPathFullyQualified(address)
                            ? Task.FromResult(InPlace(item, address))
                            : CopyAsync(store, item, files.PathOfCopy(address, item.Key), cancellationToken);
                    })
                )
                .ConfigureAwait(false);

        public void Dispose()
        {
            foreach (var copy in _copies)
            {
                files._cache.Value.Release(copy);
            }

            _copies.Clear();
        }

        /// <summary>An engine may pass over a file of many that is not there without a word.</summary>
        private static string InPlace(LakeObject item, string path) =>
            File.Exists(path) ? path : throw new BatchStepException("inputs/verify", $"{item.Key} is not there.");

        private async Task<string> CopyAsync(IObjectStore store, LakeObject item, string path, CancellationToken cancellationToken)
        {
            var copy = await files._cache.Value.AcquireAsync(store, item, path, copiesAreKept, cancellationToken).ConfigureAwait(false);
            lock (_copies)
            {
                _copies.Add(copy);
            }

            return copy.Path;
        }
    }
}
