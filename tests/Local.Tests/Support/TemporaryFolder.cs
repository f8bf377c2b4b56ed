namespace Maas.Local.Tests.Support;

/// <summary>A folder of the test's own, removed afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
        : this(System.IO.Path.GetTempPath()) { }

    private TemporaryFolder(string parent) =>
        Path = Directory.CreateDirectory(System.IO.Path.Combine(parent, "maas-local-" + Guid.NewGuid().ToString("N"))).FullName;

    public string Path { get; }

    /// <summary>In memory where the system has such a folder: for tests that restart often and would mostly wait for flushes.</summary>
    public static TemporaryFolder Fast() => Directory.Exists("/dev/shm") ? new TemporaryFolder("/dev/shm") : new TemporaryFolder();

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
