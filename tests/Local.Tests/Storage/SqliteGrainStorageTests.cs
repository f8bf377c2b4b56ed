using System.Globalization;
using System.Text;
using CsCheck;
using Maas.Local.Storage;
using Maas.Local.Tests.Support;
using Maas.Tracking.State;
using Microsoft.Data.Sqlite;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Maas.Local.Tests.Storage;

/// <summary>
/// The contract that Orleans' own runner of grain storage tests (GrainStorageTestRunner of its persistence test kit) holds every
/// provider to, and what this provider promises beyond it.
/// </summary>
public sealed class SqliteGrainStorageTests : IDisposable
{
    private const string Name = "state";

    private readonly TemporaryFolder _folder = new();
    private StorageHost _host;

    public SqliteGrainStorageTests() => _host = new StorageHost(_folder.Path);

    private IGrainStorage Storage => _host.Storage;

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_NoRecord_GivesANewStateWithoutEtag()
    {
        var state = new GrainState<Ledger>
        {
            State = new Ledger { Text = "old" },
            ETag = "7",
            RecordExists = true,
        };

        await Storage.ReadStateAsync(Name, Key("absent"), state);

        state.RecordExists.ShouldBeFalse();
        state.ETag.ShouldBeNull();
        state.State.ShouldBe(new Ledger());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("Ключ/с пробелами 'и' кавычками\"")]
    [InlineData("demo/7B2A-☃-\U0001F600")]
    public async Task Write_ThenRead_GivesTheStateAndItsEtag(string key)
    {
        var written = New("hello", 42);

        await Storage.WriteStateAsync(Name, Key(key), written);

        written.RecordExists.ShouldBeTrue();
        var read = await ReadAsync(Key(key));
        read.State.ShouldBe(new Ledger { Text = "hello", Number = 42 });
        read.ETag.ShouldBe(written.ETag);
        read.RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task Write_IntegerKey_ReadsBack()
    {
        var id = GrainId.Create(GrainType.Create("counter"), GrainIdKeyExtensions.CreateIntegerKey(123_456_789));

        await Storage.WriteStateAsync(Name, id, New("n", 1));

        (await ReadAsync(id)).State!.Text.ShouldBe("n");
    }

    [Fact]
    public async Task Write_AgainWithTheSameValues_ChangesTheEtag()
    {
        var state = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);
        var first = state.ETag;

        await Storage.WriteStateAsync(Name, Key("k"), state);

        state.ETag.ShouldNotBeNull().ShouldNotBe(first);
    }

    [Fact]
    public async Task Write_WithoutEtagOverARecord_ThrowsAndChangesNothing()
    {
        var state = New("first", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("k"), New("second", 2)));

        (await ReadAsync(Key("k"))).State!.Text.ShouldBe("first");
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("not a number")]
    public async Task Write_UnknownEtag_Throws(string etag)
    {
        var state = New("a", 1);
        state.ETag = etag;

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("k"), state));

        (await ReadAsync(Key("k"))).RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Write_StaleEtag_ThrowsWithBothEtagsAndNoKey()
    {
        var winner = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("secret-key"), winner);
        var loser = await ReadAsync(Key("secret-key"));
        await Storage.WriteStateAsync(Name, Key("secret-key"), winner);

        var error = await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("secret-key"), loser));

        error.StoredEtag.ShouldBe(winner.ETag);
        error.CurrentEtag.ShouldBe(loser.ETag);
        error.ToString().ShouldNotContain("secret-key");
    }

    [Fact]
    public async Task Write_ParallelGrains_EachKeepsItsOwnSequence()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 50),
            TestContext.Current.CancellationToken,
            async (number, _) =>
            {
                var key = Key("p" + number.ToString(CultureInfo.InvariantCulture));
                var state = New("s", number);
                for (var round = 0; round < 10; round++)
                {
                    var before = state.ETag;
                    await Storage.WriteStateAsync(Name, key, state);
                    state.ETag.ShouldNotBe(before);
                    (await ReadAsync(key)).ETag.ShouldBe(state.ETag);
                }
            }
        );
    }

    [Fact]
    public async Task Write_OneGrainRaced_ExactlyOneWins()
    {
        var start = New("start", 0);
        await Storage.WriteStateAsync(Name, Key("raced"), start);
        var copies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(Key("raced"))));

        var outcomes = await Task.WhenAll(copies.Select(copy => TryAsync(() => Storage.WriteStateAsync(Name, Key("raced"), copy))));

        outcomes.Count(won => won).ShouldBe(1);
    }

    [Fact]
    public async Task Clear_ARecord_RemovesItAndKeepsAState()
    {
        var state = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);
        var written = state.ETag;

        await Storage.ClearStateAsync(Name, Key("k"), state);

        state.RecordExists.ShouldBeFalse();
        state.ETag.ShouldNotBe(written);
        state.State.ShouldBe(new Ledger());
        (await ReadAsync(Key("k"))).RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Clear_NothingThereTwice_IsNoError()
    {
        var state = New("a", 1);

        await Storage.ClearStateAsync(Name, Key("k"), state);
        await Storage.ClearStateAsync(Name, Key("k"), state);

        state.RecordExists.ShouldBeFalse();
        state.State.ShouldNotBeNull();
    }

    [Fact]
    public async Task Clear_StaleEtag_ThrowsAndKeepsTheRecord()
    {
        var state = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);
        var stale = await ReadAsync(Key("k"));
        await Storage.WriteStateAsync(Name, Key("k"), state);

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.ClearStateAsync(Name, Key("k"), stale));

        (await ReadAsync(Key("k"))).RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task Write_AfterClear_IsANewRecordThatNoOldEtagFits()
    {
        var state = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);
        var stale = await ReadAsync(Key("k"));
        await Storage.ClearStateAsync(Name, Key("k"), state);
        state.State = new Ledger { Text = "again" };

        await Storage.WriteStateAsync(Name, Key("k"), state);

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("k"), stale));
        (await ReadAsync(Key("k"))).State!.Text.ShouldBe("again");
    }

    [Fact]
    public async Task Write_OtherStateOfTheGrain_IsARecordOfItsOwn()
    {
        await Storage.WriteStateAsync("one", Key("k"), New("1", 1));
        await Storage.WriteStateAsync("two", Key("k"), New("2", 2));

        var read = new GrainState<Ledger>();
        await Storage.ReadStateAsync("one", Key("k"), read);
        read.State!.Text.ShouldBe("1");
    }

    [Fact]
    public async Task Write_StateWithBytesOfItsOwn_StoresThemAsTheyAre()
    {
        var state = new GrainState<Packed> { State = new Packed { Text = "ab" } };

        await Storage.WriteStateAsync(Name, Key("k"), state);

        StoredPayload().ShouldBe("packed:ab"u8.ToArray());
        var read = new GrainState<Packed>();
        await Storage.ReadStateAsync(Name, Key("k"), read);
        read.State!.Text.ShouldBe("ab");
    }

    [Fact]
    public async Task Write_OtherState_IsReadableJson()
    {
        await Storage.WriteStateAsync(Name, Key("k"), New("ledger", 3));

        Encoding.UTF8.GetString(StoredPayload()).ShouldBe("""{"text":"ledger","number":3}""");
    }

    [Fact]
    public async Task Read_AfterReopening_SeesEveryWriteAndGoesOnWithNewEtags()
    {
        var state = New("kept", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);
        _host.Dispose();
        _host = new StorageHost(_folder.Path);

        var read = await ReadAsync(Key("k"));

        read.State!.Text.ShouldBe("kept");
        read.ETag.ShouldBe(state.ETag);
        await Storage.ClearStateAsync(Name, Key("k"), read);
        await Storage.WriteStateAsync(Name, Key("k"), read);
        long.Parse(read.ETag!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(long.Parse(state.ETag!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Open_FileOfALaterVersion_SaysSo()
    {
        await Storage.WriteStateAsync(Name, Key("k"), New("a", 1));
        _host.Dispose();
        using (var connection = new SqliteConnection($"Data Source={StorageHost.DatabasePath(_folder.Path)};Pooling=False"))
        {
            connection.Open();
            SqliteFile.Execute(connection, "PRAGMA user_version=99;");
        }

        var error = Should.Throw<InvalidDataException>(() => new StorageHost(_folder.Path).Storage);

        error.Message.ShouldContain("schema version 99");
    }

    /// <summary>Random writes, reads and removals of a few grains by two holders each, against a dictionary.</summary>
    [Fact]
    public void Operations_InAnyOrder_BehaveAsAModelWithEtags()
    {
        var operation = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 2]);
        operation.List[1, 40].Sample(operations => RunModel(operations), iter: 30, threads: 1);
    }

    private void RunModel(List<(int Grain, int Holder, int Kind)> operations)
    {
        var prefix = Guid.NewGuid().ToString("N");
        var stored = new Dictionary<int, (string Text, string Etag)>();
        var held = new Dictionary<(int, int), GrainState<Ledger>>();
        var number = 0;
        foreach (var (grain, holder, kind) in operations)
        {
            var key = Key(prefix + grain.ToString(CultureInfo.InvariantCulture));
            if (!held.TryGetValue((grain, holder), out var state))
            {
                held[(grain, holder)] = state = new GrainState<Ledger> { State = new Ledger() };
            }

            var fits = stored.TryGetValue(grain, out var record) ? state.ETag == record.Etag : state.ETag is null;
            switch (kind)
            {
                case 0:
                    state.State = new Ledger { Text = (++number).ToString(CultureInfo.InvariantCulture) };
                    Try(() => Storage.WriteStateAsync(Name, key, state)).ShouldBe(fits);
                    if (fits)
                    {
                        stored[grain] = (state.State!.Text, state.ETag!);
                    }

                    break;
                case 1:
                    Try(() => Storage.ClearStateAsync(Name, key, state)).ShouldBe(fits);
                    if (fits)
                    {
                        stored.Remove(grain);
                    }

                    break;
                default:
                    Try(() => Storage.ReadStateAsync(Name, key, state)).ShouldBeTrue();
                    state.RecordExists.ShouldBe(stored.ContainsKey(grain));
                    state.ETag.ShouldBe(stored.TryGetValue(grain, out record) ? record.Etag : null);
                    state.State!.Text.ShouldBe(record.Text ?? "");
                    break;
            }
        }
    }

    private static bool Try(Func<Task> act) => TryAsync(act).GetAwaiter().GetResult();

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private static GrainId Key(string key) => GrainId.Create("test", key);

    private static GrainState<Ledger> New(string text, int number) =>
        new()
        {
            State = new Ledger { Text = text, Number = number },
        };

    private async Task<GrainState<Ledger>> ReadAsync(GrainId id)
    {
        var state = new GrainState<Ledger> { State = new Ledger() };
        await Storage.ReadStateAsync(Name, id, state);
        return state;
    }

    private byte[] StoredPayload()
    {
        using var connection = SqliteFile.OpenReader(StorageHost.DatabasePath(_folder.Path));
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT payload FROM grain_state";
        return (byte[])command.ExecuteScalar()!;
    }

    public sealed record Ledger
    {
        public string Text { get; set; } = "";

        public int Number { get; set; }
    }

    private sealed class Packed : IStateBytes
    {
        public string Text { get; set; } = "";

        public byte[] ToBytes() => Encoding.UTF8.GetBytes("packed:" + Text);

        public void Load(ReadOnlySpan<byte> bytes) => Text = Encoding.UTF8.GetString(bytes["packed:"u8.Length..]);
    }
}
