using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Files;

/// <summary>For engines that run elsewhere and open objects by their addresses: nothing is copied.</summary>
internal sealed class AddressedFiles(IObjectStore store) : ILakeFiles
{
    private static readonly IFileLease Nothing = new AddressLease();

    public IFileLease Lease() => Nothing;

    public string OutputPath(string folder) => store.Locate(folder);

    public string PrepareOutput(string folder) => OutputPath(folder);

    /// <summary>An engine that writes to addresses has made objects by itself.</summary>
    public Task PublishAsync(string folder, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a failed engine has written is removed with the attempt's objects.</summary>
    public void Abandon(string folder) { }

    private sealed class AddressLease : IFileLease
    {
        public Task<IReadOnlyList<string>> FetchAsync(
            IObjectStore store,
            IReadOnlyList<LakeObject> objects,
            CancellationToken cancellationToken
        ) => Task.FromResult<IReadOnlyList<string>>([.. objects.Select(item => store.Locate(item.Key))]);

        public void Dispose() { }
    }
}
