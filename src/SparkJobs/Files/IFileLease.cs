using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Files;

/// <summary>Holds the files that it has fetched.</summary>
internal interface IFileLease : IDisposable
{
    /// <summary>Where the objects can be opened, in their order.</summary>
    /// <exception cref="Engines.BatchStepException">One is not there, or there is no room for them.</exception>
    Task<IReadOnlyList<string>> FetchAsync(IObjectStore store, IReadOnlyList<LakeObject> objects, CancellationToken cancellationToken);
}

/// <summary>An object that is to be read as a file.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct LakeObject(string Key, long Bytes);
