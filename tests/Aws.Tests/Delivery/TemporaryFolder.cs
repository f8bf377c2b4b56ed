namespace Maas.Aws.Tests.Delivery;

/// <summary>A folder of the test's own, removed afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("maas-aws-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
