using Maas.Local.Files;
using Maas.Local.Tests.Support;

namespace Maas.Local.Tests.Files;

public sealed class DurableFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _flushed = [];
    private bool _fails;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CreateFolder_FlushFailedAfterItWasMade_IsFlushedByTheNext()
    {
        var files = new DurableFiles(Flush);
        var path = Path.Combine(_folder.Path, "hour");
        _fails = true;
        Should.Throw<IOException>(() => files.CreateFolder(path));
        Directory.Exists(path).ShouldBeTrue();
        _fails = false;

        files.CreateFolder(path);
        files.CreateFolder(path);

        _flushed.ShouldBe([_folder.Path]);
    }

    [Fact]
    public void CreateFolder_WhileAnotherMakesIt_ReturnsOnlyOnceItsNameIsFlushed()
    {
        var path = Path.Combine(_folder.Path, "hour");
        var other = new DurableFiles(Flush);
        var files = new DurableFiles(parent =>
        {
            // Here the folder exists, and its name is not durable yet.
            other.CreateFolder(path);
            _flushed.ShouldBe([_folder.Path]);
            Flush(parent);
        });

        files.CreateFolder(path);

        _flushed.Count.ShouldBe(2);
    }

    [Fact]
    public void CreateFolder_SeveralLevels_FlushesTheParentOfEach()
    {
        new DurableFiles(Flush).CreateFolder(Path.Combine(_folder.Path, "a", "b"));

        _flushed.ShouldBe([_folder.Path, Path.Combine(_folder.Path, "a")]);
    }

    private void Flush(string folder)
    {
        if (_fails)
        {
            throw new IOException("No space left on device (injected)");
        }

        _flushed.Add(folder);
    }
}
