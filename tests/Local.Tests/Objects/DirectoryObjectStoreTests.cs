using System.Text;
using Maas.Local.Data;
using Maas.Local.Objects;
using Maas.Local.Tests.Support;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Local.Tests.Objects;

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
    public async Task Put_ThenRead_GivesTheBytesAtTheLocatedPath()
    {
        await _store.PutAsync("lake/devices/a=1/x.parquet", "one"u8.ToArray(), Stop);
        await _store.PutAsync("lake/devices/a=1/x.parquet", "two"u8.ToArray(), Stop);

        (await ReadAsync("lake/devices/a=1/x.parquet")).ShouldBe("two");
        (await File.ReadAllTextAsync(_store.Locate("lake/devices/a=1/x.parquet"), Stop)).ShouldBe("two");
    }

    [Fact]
    public async Task OpenRead_NoObject_IsNull()
    {
        (await _store.OpenReadAsync("lake/none", Stop)).ShouldBeNull();
        (await _store.OpenReadAsync("lake/none/below", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task PutIfAbsent_Taken_IsFalseAndKeepsTheFirst()
    {
        (await _store.PutIfAbsentAsync("lake/t/_delta_log/0.json", "first"u8.ToArray(), Stop)).ShouldBeTrue();
        (await _store.PutIfAbsentAsync("lake/t/_delta_log/0.json", "second"u8.ToArray(), Stop)).ShouldBeFalse();

        (await ReadAsync("lake/t/_delta_log/0.json")).ShouldBe("first");
    }

    [Fact]
    public async Task PutIfAbsent_ManyRacers_ExactlyOneWinsAndItsBytesStay()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = $"lake/raced/{round}.json";
            var racers = Enumerable.Range(0, 8).Select(racer => _store.PutIfAbsentAsync(key, Encoding.UTF8.GetBytes($"{racer}"), Stop));

            var won = await Task.WhenAll(racers);

            won.Count(winner => winner).ShouldBe(1);
            (await ReadAsync(key)).ShouldBe($"{Array.IndexOf(won, value: true)}");
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

    [Fact]
    public async Task Delete_TwiceOrNothing_IsNoError()
    {
        await _store.PutAsync("runs/a.json", "x"u8.ToArray(), Stop);

        await _store.DeleteAsync("runs/a.json", Stop);
        await _store.DeleteAsync("runs/a.json", Stop);

        (await _store.OpenReadAsync("runs/a.json", Stop)).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("lake/../../outside")]
    [InlineData("lake/./x")]
    [InlineData("lake//x")]
    [InlineData("lake/x/")]
    [InlineData("lake\\x")]
    [InlineData("state/maas.db")]
    [InlineData("open/x")]
    [InlineData("maas.lock")]
    public void Locate_KeyThatEscapesOrNamesTheServicesOwnFiles_Throws(string key) =>
        Should.Throw<ArgumentException>(() => _store.Locate(key));

    [Fact]
    public async Task List_AnyKeys_AreThoseOfThePrefixInOrdinalOrder()
    {
        string[] parts = ["a", "b", "ab", "a.b", "a-b", "A", "é", "a=1", "0"];
        var random = new Random(7);
        var sample = Enumerable
            .Range(0, 60)
            .Select(_ => $"lake/{random.GetItems(parts, 1)[0]}/{random.GetItems(parts, 1)[0]}/{random.GetItems(parts, 1)[0]}.x")
            .ToHashSet(StringComparer.Ordinal);
        foreach (var key in sample)
        {
            await _store.PutAsync(key, "x"u8.ToArray(), Stop);
        }

        foreach (var prefix in (string[])["", "lake", "lake/", "lake/a", "lake/a/", "lake/a/b", "lake/ab/a.b/", "lake/none/"])
        {
            var expected = sample.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

            (await ListAsync(prefix)).Where(key => key.StartsWith("lake/", StringComparison.Ordinal)).ShouldBe(expected, prefix);
        }
    }

    [Fact]
    public async Task List_Everything_LeavesOutTheServicesOwnFiles()
    {
        await _store.PutAsync("runs/a.json", "x"u8.ToArray(), Stop);
        await File.WriteAllTextAsync(Path.Combine(_folder.Temporary, "half"), "x", Stop);

        (await ListAsync("")).ShouldBe(["runs/a.json"]);
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
