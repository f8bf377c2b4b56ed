using Maas.Local.Data;
using Maas.Local.Objects;
using Maas.Local.Tests.Support;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Local.Tests.Objects;

/// <summary>What only a directory promises; what every store does is in the contract that <c>tests/Aws.Tests</c> holds it to as well.</summary>
public sealed class DirectoryObjectStoreTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly FaultyFiles _files = new();
    private readonly DataFolder _folder;
    private readonly DirectoryObjectStore _store;

    public DirectoryObjectStoreTests()
    {
        _folder = new DataFolder(_temporary.Path, new FakeTimeProvider(), _files);
        _store = new DirectoryObjectStore(_folder, _files);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Put_AnyObject_IsTheFileAtTheLocatedPath()
    {
        await _store.PutAsync("lake/devices/a=1/x.parquet", "one"u8.ToArray(), Stop);
        await _store.PutAsync("lake/devices/a=1/x.parquet", "two"u8.ToArray(), Stop);

        (await File.ReadAllTextAsync(_store.Locate("lake/devices/a=1/x.parquet"), Stop)).ShouldBe("two");
    }

    [Fact]
    public async Task OpenRead_NoFolder_IsNull() => (await _store.OpenReadAsync("lake/none/below", Stop)).ShouldBeNull();

    [Fact]
    public async Task PutIfAbsent_ManyRacers_LeavesNothingTemporary()
    {
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => _store.PutIfAbsentAsync($"lake/raced/{round}.json", "x"u8.ToArray(), Stop))
            );
        }

        Directory.EnumerateFiles(_folder.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task Put_FailingFlush_KeepsTheOldBytesAndLeavesNothing()
    {
        await _store.PutAsync("runs/a.json", "old"u8.ToArray(), Stop);
        _files.FailFlush = () => true;

        await Should.ThrowAsync<IOException>(() => _store.PutAsync("runs/a.json", "new"u8.ToArray(), Stop));
        await Should.ThrowAsync<IOException>(() => _store.PutIfAbsentAsync("runs/b.json", "new"u8.ToArray(), Stop));

        (await ReadAsync("runs/a.json")).ShouldBe("old");
        (await _store.OpenReadAsync("runs/b.json", Stop)).ShouldBeNull();
        Directory.EnumerateFiles(_folder.Temporary).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("state/maas.db")]
    [InlineData("open/x")]
    [InlineData("maas.lock")]
    public void Locate_KeyOfTheServicesOwnFiles_Throws(string key) => Should.Throw<ArgumentException>(() => _store.Locate(key));

    [Fact]
    public async Task List_Everything_IsInOrdinalOrderWithoutTheServicesOwnFiles()
    {
        string[] keys = ["lake/A.x", "lake/a-b/c.x", "lake/a.x", "lake/a/b.x", "lake/ab.x", "lake/é.x", "runs/a.json"];
        foreach (var key in keys.Reverse())
        {
            await _store.PutAsync(key, "x"u8.ToArray(), Stop);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Temporary, "half"), "x", Stop);

        (await ListAsync("")).ShouldBe(keys);
    }

    private async Task<List<string>> ListAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var item in ((IObjectStore)_store).ListAsync(prefix, Stop))
        {
            item.Bytes.ShouldBe(1);
            keys.Add(item.Key);
        }

        return keys;
    }

    private async Task<string> ReadAsync(string key)
    {
        await using var stream = (await _store.OpenReadAsync(key, Stop)).ShouldNotBeNull();
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Stop);
    }
}
