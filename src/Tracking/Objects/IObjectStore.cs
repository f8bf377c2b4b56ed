namespace Maas.Tracking.Objects;

/// <summary>
/// A flat store of named byte strings with strong reads and atomic conditional writes: a directory, or an S3 bucket. Keys are relative,
/// separated by <c>/</c>, without <c>..</c>. Thread-safe.
/// </summary>
public interface IObjectStore
{
    /// <summary>Where an engine finds the key: an absolute path or an <c>s3://</c> address.</summary>
    string Locate(string key);

    /// <summary>Objects whose key begins with the prefix, ascending by ordinal comparison of keys.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The object's bytes, or null when there is none.</summary>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes the object whole and durably; a reader sees the old bytes or the new ones.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Writes the object whole and durably from a file of this machine, of any length, which is read but not held in memory.</summary>
    Task PutFileAsync(string key, string path, CancellationToken cancellationToken);

    /// <summary>Writes the object if the key is free; false when it is taken. At most one of several racing writers gets true.</summary>
    Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Removes the object; no error when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}

/// <summary>An object as listed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="ModifiedAt">When it was written.</param>
public sealed record StoredObject(string Key, long Bytes, DateTimeOffset ModifiedAt);
