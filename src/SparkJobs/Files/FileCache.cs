using Maas.SparkJobs.Engines;
using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Files;

/// <summary>
/// Copies of objects in a folder, bounded in bytes. Copies in use stay; of the others those of Parquet files, which are written once and
/// never changed, are kept for the next reader until their room is needed, the least recently used first, if a reader has asked for that.
/// Thread-safe.
/// </summary>
internal sealed class FileCache(long mibMax, int transfersMax) : IDisposable
{
    private const string Step = "files/stage";
    private const int TriesMax = 3;
    private const long BytesAMiB = 1024 * 1024;

    private readonly long _bytesMax = mibMax * BytesAMiB;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Copy> _copies = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _transfers = new(transfersMax);
    private long _bytes;
    private long _uses;

    /// <summary>The object's copy at the path, complete, held until it is released.</summary>
    /// <exception cref="BatchStepException">There is no such object, or no room for it.</exception>
    public async Task<Copy> AcquireAsync(IObjectStore store, LakeObject item, string path, bool isKept, CancellationToken cancellationToken)
    {
        while (true)
        {
            var copy = Enter(store, item, path, cancellationToken);
            if (isKept)
            {
                Keep(copy);
            }

            try
            {
                await copy.Arrival.ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                return copy;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Another reader, which gave up, had asked for it first.
                Release(copy);
            }
            catch
            {
                Release(copy);
                throw;
            }
        }
    }

    public void Release(Copy copy)
    {
        lock (_lock)
        {
            copy.Readers--;
            if (copy.Readers == 0 && !(copy.IsKept && copy.Arrival.IsCompletedSuccessfully))
            {
                Remove(copy);
            }
        }
    }

    /// <summary>Moves a file that has been uploaded to the path of its copy, if there is room for it; otherwise removes it.</summary>
    public void Adopt(string path, string file)
    {
        lock (_lock)
        {
            var bytes = new FileInfo(file).Length;
            if (_copies.ContainsKey(path) || !TryMakeRoom(bytes))
            {
                File.Delete(file);
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(file, path, overwrite: true);
            Add(new Copy(path, bytes) { IsKept = true });
        }
    }

    public void Dispose() => _transfers.Dispose();

    private Copy Enter(IObjectStore store, LakeObject item, string path, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_copies.TryGetValue(path, out var copy) && copy.Bytes != item.Bytes)
            {
                if (copy.Readers > 0)
                {
                    throw new BatchStepException(Step, $"{item.Key} has changed while it was read.");
                }

                Remove(copy);
                copy = null;
            }

            if (copy is null)
            {
                if (!TryMakeRoom(item.Bytes))
                {
                    throw new BatchStepException(
                        Step,
                        $"copies of more than {mibMax} MiB are needed at once; raise {StagingOptions.Section}:{nameof(StagingOptions.MiBMax)}, or make room on its disk, of which they take half of what is free at most."
                    );
                }

                copy = new Copy(path, item.Bytes);
                Add(copy);
                copy.Arrival = Task.Run(() => DownloadAsync(store, item, path, cancellationToken), cancellationToken);
            }

            copy.Readers++;
            copy.LastUse = ++_uses;
            return copy;
        }
    }

    private void Keep(Copy copy)
    {
        lock (_lock)
        {
            copy.IsKept = copy.Path.EndsWith(".parquet", StringComparison.Ordinal);
        }
    }

    private void Add(Copy copy)
    {
        copy.LastUse = ++_uses;
        _copies.Add(copy.Path, copy);
        _bytes += copy.Bytes;
    }

    private void Remove(Copy copy)
    {
        if (_copies.TryGetValue(copy.Path, out var present) && present == copy)
        {
            _copies.Remove(copy.Path);
            _bytes -= copy.Bytes;
            File.Delete(copy.Path);
        }
    }

    private bool TryMakeRoom(long bytes)
    {
        while (_bytes + bytes > _bytesMax)
        {
            if (_copies.Values.Where(copy => copy.Readers == 0).MinBy(copy => copy.LastUse) is not { } oldest)
            {
                return false;
            }

            Remove(oldest);
        }

        return true;
    }

    private async Task DownloadAsync(IObjectStore store, LakeObject item, string path, CancellationToken cancellationToken)
    {
        await _transfers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await DownloadOnceAsync(store, item, path, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (IOException) when (tries < TriesMax)
                {
                    // A connection that breaks in the middle of a body is nobody's to retry but ours.
                }
            }
        }
        finally
        {
            _transfers.Release();
        }
    }

    private static async Task DownloadOnceAsync(IObjectStore store, LakeObject item, string path, CancellationToken cancellationToken)
    {
        await using var source =
            await store.OpenReadAsync(item.Key, cancellationToken).ConfigureAwait(false)
            ?? throw new BatchStepException(Step, $"{item.Key} is listed but is not there.");
        await using var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        await source.CopyToAsync(target, 128 * 1024, cancellationToken).ConfigureAwait(false);
        if (target.Length != item.Bytes)
        {
            throw new IOException($"{item.Key} gave {target.Length} bytes of {item.Bytes}.");
        }
    }

    /// <summary>One copy; everything but its path and length is the cache's.</summary>
    internal sealed class Copy(string path, long bytes)
    {
        public string Path => path;

        public long Bytes => bytes;

        public bool IsKept { get; set; }

        public int Readers { get; set; }

        public long LastUse { get; set; }

        public Task Arrival { get; set; } = Task.CompletedTask;
    }
}
