using System.Text;
using Maas.Tracking.Objects;

namespace Maas.Aws.Tests.Objects;

/// <summary>What every <see cref="IObjectStore"/> promises, whatever keeps the objects.</summary>
public abstract class ObjectStoreContract
{
    /// <summary>A file of so many bytes is longer than one part of an upload, where a store has such.</summary>
    protected const int LongFileBytes = 12 * 1024 * 1024;

    private static readonly string[] Parts = ["a", "b", "ab", "a.b", "a-b", "A", "é", "a=1", "0", "a b", "%20", "a+b"];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract IObjectStore Store { get; }

    /// <summary>How many may put one object at once and find that exactly one has won.</summary>
    protected virtual int Racers => 8;

    [Theory]
    [InlineData("lake/devices/dt=2026-11-22/x.parquet")]
    [InlineData("lake/odd/é a+b%20c&d?e#f.json")]
    public async Task Put_ThenRead_GivesTheBytes(string key)
    {
        (await Store.OpenReadAsync(key, Stop)).ShouldBeNull();

        await Store.PutAsync(key, "one"u8.ToArray(), Stop);
        await Store.PutAsync(key, "another"u8.ToArray().AsMemory(2), Stop);

        (await ReadAsync(key)).ShouldBe("other");
        (await ListAsync(key))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(item => item.Key.ShouldBe(key), item => item.Bytes.ShouldBe(5));
    }

    [Fact]
    public async Task OpenRead_ClosedHalfWay_IsNoError()
    {
        await Store.PutAsync("runs/half", new byte[100_000], Stop);
        await using (var stream = (await Store.OpenReadAsync("runs/half", Stop)).ShouldNotBeNull())
        {
            (await stream.ReadAsync(new byte[10], Stop)).ShouldBeGreaterThan(0);
        }

        (await ReadBytesAsync("runs/half")).Length.ShouldBe(100_000);
    }

    [Fact]
    public async Task Put_NoBytes_IsAnEmptyObject()
    {
        await Store.PutAsync("runs/empty", ReadOnlyMemory<byte>.Empty, Stop);

        (await ReadAsync("runs/empty")).ShouldBeEmpty();
    }

    [Fact]
    public async Task PutIfAbsent_Taken_IsFalseAndKeepsTheFirst()
    {
        (await Store.PutIfAbsentAsync("lake/t/_delta_log/0.json", "first"u8.ToArray(), Stop)).ShouldBeTrue();
        (await Store.PutIfAbsentAsync("lake/t/_delta_log/0.json", "second"u8.ToArray(), Stop)).ShouldBeFalse();
        await Store.DeleteAsync("lake/t/_delta_log/0.json", Stop);
        (await Store.PutIfAbsentAsync("lake/t/_delta_log/0.json", "third"u8.ToArray(), Stop)).ShouldBeTrue();

        (await ReadAsync("lake/t/_delta_log/0.json")).ShouldBe("third");
    }

    [Fact]
    public async Task PutIfAbsent_ManyRacers_ExactlyOneWinsAndItsBytesStay()
    {
        for (var round = 0; round < 15; round++)
        {
            var key = $"lake/raced/{round}.json";
            var racers = Enumerable.Range(0, Racers).Select(racer => Store.PutIfAbsentAsync(key, Encoding.UTF8.GetBytes($"{racer}"), Stop));

            var won = await Task.WhenAll(racers);

            won.Count(winner => winner).ShouldBe(1);
            (await ReadAsync(key)).ShouldBe($"{Array.IndexOf(won, value: true)}");
        }
    }

    [Fact]
    public async Task PutIfAbsent_RacersOfTheSameBytes_ExactlyOneWins()
    {
        for (var round = 0; round < 5; round++)
        {
            var key = $"lake/same/{round}.json";

            var won = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => Store.PutIfAbsentAsync(key, "same"u8.ToArray(), Stop)));

            won.Count(winner => winner).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Put_WhileItIsRead_ShowsTheOldBytesOrTheNew()
    {
        const int Length = 200_000;
        await Store.PutAsync("runs/swapped", Filled(0), Stop);
        var writing = Task.Run(
            async () =>
            {
                for (byte round = 1; round < 20; round++)
                {
                    await Store.PutAsync("runs/swapped", Filled(round), Stop);
                }
            },
            Stop
        );
        var last = 0;
        do
        {
            var content = await ReadBytesAsync("runs/swapped");
            content.Length.ShouldBe(Length);
            content.ShouldAllBe(value => value == content[0]);
            content[0].ShouldBeGreaterThanOrEqualTo((byte)last);
            last = content[0];
        } while (!writing.IsCompleted);

        await writing;
        (await ReadBytesAsync("runs/swapped"))[0].ShouldBe((byte)19);

        static byte[] Filled(byte value)
        {
            var content = new byte[Length];
            content.AsSpan().Fill(value);
            return content;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(LongFileBytes)]
    public async Task PutFile_OfAnyLength_IsTheFilesBytes(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, content, Stop);

            await Store.PutFileAsync($"lake/files/{length}.parquet", path, Stop);

            (await ReadBytesAsync($"lake/files/{length}.parquet")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Delete_TwiceOrNothing_IsNoError()
    {
        await Store.PutAsync("runs/a.json", "x"u8.ToArray(), Stop);

        await Store.DeleteAsync("runs/a.json", Stop);
        await Store.DeleteAsync("runs/a.json", Stop);
        await Store.DeleteAsync("runs/never/was", Stop);

        (await Store.OpenReadAsync("runs/a.json", Stop)).ShouldBeNull();
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
    public async Task AnyMember_KeyThatIsNone_Throws(string key)
    {
        Should.Throw<ArgumentException>(() => Store.Locate(key));
        await Should.ThrowAsync<ArgumentException>(() => Store.PutAsync(key, "x"u8.ToArray(), Stop));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.OpenReadAsync(key, Stop));
    }

    [Fact]
    public async Task List_AnyKeys_AreThoseOfThePrefixInOrdinalOrder()
    {
        var sample = Sample();
        foreach (var key in sample)
        {
            await Store.PutAsync(key, "x"u8.ToArray(), Stop);
        }

        foreach (var prefix in (string[])["list", "list/", "list/a", "list/a/", "list/a/b", "list/ab/a.b/", "list/a b/", "list/none/"])
        {
            var expected = sample.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

            (await ListAsync(prefix)).Select(item => item.Key).ShouldBe(expected, prefix);
        }
    }

    [Fact]
    public async Task List_MoreThanAPage_GivesAllOfThem()
    {
        string[] keys = [.. Enumerable.Range(0, 1_100).Select(number => $"paged/{number:D5}")];
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop },
            async (key, token) => await Store.PutAsync(key, "x"u8.ToArray(), token)
        );

        (await ListAsync("paged/")).Select(item => item.Key).ShouldBe(keys);
    }

    protected async Task<string> ReadAsync(string key) => Encoding.UTF8.GetString(await ReadBytesAsync(key));

    protected async Task<byte[]> ReadBytesAsync(string key)
    {
        await using var stream = await Store.OpenReadAsync(key, Stop);
        using var content = new MemoryStream();
        await stream.ShouldNotBeNull(key).CopyToAsync(content, Stop);
        return content.ToArray();
    }

    protected async Task<List<StoredObject>> ListAsync(string prefix)
    {
        List<StoredObject> items = [];
        await foreach (var item in Store.ListAsync(prefix, Stop))
        {
            items.Add(item);
        }

        return items;
    }

    private static HashSet<string> Sample()
    {
        var random = new Random(7);
        return Enumerable
            .Range(0, 60)
            .Select(_ => $"list/{random.GetItems(Parts, 1)[0]}/{random.GetItems(Parts, 1)[0]}/{random.GetItems(Parts, 1)[0]}.x")
            .ToHashSet(StringComparer.Ordinal);
    }
}
