using Maas.Local.Data;
using Maas.Local.Files;
using Maas.Local.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Local.Tests.Data;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 23, 5, 12, TimeSpan.Zero));

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Open_NewFolder_HasItsLayout()
    {
        using var folder = Open(Path.Combine(_temporary.Path, "a", "b"));

        var names = Directory.EnumerateDirectories(folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        names.ShouldBe(["lake", "open", "raw", "rejected", "runs", "state", "tmp"]);
    }

    [Fact]
    public void Open_HeldByAnother_SaysByWhomSinceWhenAndTheFix()
    {
        using var folder = Open(_temporary.Path);

        var error = Should.Throw<DataFolderLockedException>(() => Open(_temporary.Path));

        error.Message.ShouldContain($"process {Environment.ProcessId} on {Environment.MachineName} since 2026-11-22 23:05:12Z");
        error.Message.ShouldContain("Maas:Data:Path");
        error.Message.ShouldContain(_temporary.Path);
    }

    [Fact]
    public void Open_WhereAFileIsInTheWay_SaysWhichFolderAndTheFix()
    {
        var path = Path.Combine(_temporary.Path, "taken");
        File.WriteAllText(path, "");

        var error = Should.Throw<DataFolderUnusableException>(() => Open(path));

        error.Message.ShouldStartWith($"The data folder {path} cannot be written: ");
        error.Message.ShouldContain("Maas:Data:Path");
    }

    [Fact]
    public void Open_WhenTheLockItselfCannotBeMade_BlamesNoOtherProcess()
    {
        Directory.CreateDirectory(Path.Combine(_temporary.Path, "maas.lock"));

        Should.Throw<DataFolderUnusableException>(() => Open(_temporary.Path));
    }

    [Fact]
    public void Open_AfterTheHolderHasGone_Succeeds()
    {
        Open(_temporary.Path).Dispose();

        using var folder = Open(_temporary.Path);

        folder.Root.ShouldBe(_temporary.Path);
    }

    [Fact]
    public void Open_LeftoversOfACrash_RemovesTemporaryFiles()
    {
        using (var folder = Open(_temporary.Path))
        {
            File.WriteAllText(Path.Combine(folder.Temporary, "half"), "x");
        }

        using var next = Open(_temporary.Path);

        Directory.EnumerateFiles(next.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public void Validate_BadOptions_NamesEveryKey()
    {
        var result = new DataFolderOptionsValidator().Validate(null, new DataFolderOptions { Path = " ", FreeBytesMin = -1 });

        result.Failures.ShouldNotBeNull().Count().ShouldBe(2);
        result.FailureMessage!.ShouldContain("Maas:Data:Path");
        result.FailureMessage!.ShouldContain("Maas:Data:FreeBytesMin");
    }

    private DataFolder Open(string path) => new(path, _time, new DurableFiles());
}
