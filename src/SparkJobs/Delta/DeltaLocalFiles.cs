using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Delta;

/// <summary>Objects as local files: in place where the store is a folder, else copied to the temporary folder until disposed of.</summary>
internal sealed class DeltaLocalFiles(IObjectStore store) : IDisposable
{
    private readonly List<string> _copies = [];

    /// <summary>A path for a new temporary file.</summary>
    public string New()
    {
        var path = Path.Combine(Path.GetTempPath(), $"maas-{Guid.NewGuid():N}.tmp");
        _copies.Add(path);
        return path;
    }

    /// <summary>The object's local path, or null if there is no such object.</summary>
    public async Task<string?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var located = store.Locate(key);
        if (Path.IsPathFullyQualified(located))
        {
            return File.Exists(located) ? located : null;
        }

        var source = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (source is null)
        {
            return null;
        }

        await using (source.ConfigureAwait(false))
        {
            var path = New();
            var copy = File.Create(path);
            await using (copy.ConfigureAwait(false))
            {
                await source.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            }

            return path;
        }
    }

    public void Dispose()
    {
        foreach (var path in _copies)
        {
            File.Delete(path);
        }
    }
}
