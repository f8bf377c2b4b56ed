using System.Globalization;
using System.Text;
using CsCheck;
using Maas.Tracking.State;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Maas.StorageContract;

/// <summary>
/// What Orleans and this service ask of every grain storage. Each storage's tests derive from it, so that one can take another's place.
/// Keys are the test's own: storages may share a database.
/// </summary>
public abstract class GrainStorageContract : IAsyncLifetime
{
    protected const string Name = "state";

    private readonly string _prefix = Guid.NewGuid().ToString("N");

    protected IGrainStorage Storage { get; private set; } = null!;

    /// <summary>Whether a cleared state leaves a record whose etag goes on, instead of none.</summary>
    protected virtual bool KeepsClearedRecords => false;

    protected abstract Task<IGrainStorage> OpenAsync();

    public virtual async ValueTask InitializeAsync() => Storage = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
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
    [InlineData("with_under_scores|and#signs?")]
    public async Task Write_ThenRead_GivesTheStateAndItsEtag(string key)
    {
        var written = New("Привет, мир", 42);

        await Storage.WriteStateAsync(Name, Key(key), written);

        written.RecordExists.ShouldBeTrue();
        var read = await ReadAsync(Key(key));
        read.State.ShouldBe(new Ledger { Text = "Привет, мир", Number = 42 });
        read.ETag.ShouldBe(written.ETag);
        read.RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task Write_KeysOfEveryKind_AreRecordsOfTheirOwn()
    {
        var type = GrainType.Create("counter-" + _prefix);
        var guid = Guid.NewGuid();
        GrainId[] ids =
        [
            GrainId.Create(type, GrainIdKeyExtensions.CreateIntegerKey(123_456_789)),
            GrainId.Create(type, GrainIdKeyExtensions.CreateIntegerKey(-1)),
            GrainId.Create(type, GrainIdKeyExtensions.CreateIntegerKey(-1, "extension")),
            GrainId.Create(type, GrainIdKeyExtensions.CreateGuidKey(guid)),
            GrainId.Create(type, GrainIdKeyExtensions.CreateGuidKey(guid, "extension")),
            GrainId.Create(type, IdSpan.Create("text")),
            GrainId.Create(type, IdSpan.Create("TEXT")),
        ];
        for (var at = 0; at < ids.Length; at++)
        {
            await Storage.WriteStateAsync(Name, ids[at], New("n", at));
        }

        for (var at = 0; at < ids.Length; at++)
        {
            (await ReadAsync(ids[at])).State!.Number.ShouldBe(at);
        }
    }

    [Fact]
    public async Task Write_AgainWithTheSameValues_ChangesTheEtagEachTime()
    {
        var state = New("a", 1);
        var etags = new List<string?>();
        for (var round = 0; round < 4; round++)
        {
            await Storage.WriteStateAsync(Name, Key("k"), state);
            etags.Add(state.ETag.ShouldNotBeNull());
        }

        etags.Distinct(StringComparer.Ordinal).Count().ShouldBe(4);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Write_WithoutEtagOverARecord_ThrowsAndChangesNothing(string? etag)
    {
        var first = New("first", 1);
        await Storage.WriteStateAsync(Name, Key("k"), first);
        var second = New("second", 2);
        second.ETag = etag!;

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("k"), second));

        var read = await ReadAsync(Key("k"));
        read.State!.Text.ShouldBe("first");
        read.ETag.ShouldBe(first.ETag);
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("not a number")]
    [InlineData("99999999999999999999999999")]
    public async Task Write_UnknownEtag_ThrowsAndWritesNothing(string etag)
    {
        var state = New("a", 1);
        state.ETag = etag;

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("k"), state));

        (await ReadAsync(Key("k"))).RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Write_StaleEtag_ThrowsWithBothEtagsAndNoKeyAndChangesNothing()
    {
        var winner = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("secret-key"), winner);
        var loser = await ReadAsync(Key("secret-key"));
        winner.State = new Ledger { Text = "latest" };
        await Storage.WriteStateAsync(Name, Key("secret-key"), winner);

        var error = await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("secret-key"), loser));

        error.StoredEtag.ShouldBe(winner.ETag);
        error.CurrentEtag.ShouldBe(loser.ETag);
        error.ToString().ShouldNotContain("secret-key");
        var read = await ReadAsync(Key("secret-key"));
        read.State!.Text.ShouldBe("latest");
        read.ETag.ShouldBe(winner.ETag);
    }

    [Fact]
    public async Task Write_AnyEtagOverARecord_OverwritesItAndNoOldEtagFits()
    {
        var first = New("first", 1);
        await Storage.WriteStateAsync(Name, Key("k"), first);
        var any = New("any", 2);
        any.ETag = "*";

        await Storage.WriteStateAsync(Name, Key("k"), any);

        var read = await ReadAsync(Key("k"));
        read.State!.Text.ShouldBe("any");
        read.ETag.ShouldBe(any.ETag);
        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("k"), first));
    }

    [Fact]
    public async Task WriteOrClear_AnyEtagWithoutARecord_ThrowsAndWritesNothing()
    {
        var state = New("a", 1);
        state.ETag = "*";

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("k"), state));
        await Should.ThrowAsync<InconsistentStateException>(() => Storage.ClearStateAsync(Name, Key("k"), state));

        state.State!.Text.ShouldBe("a");
        (await ReadAsync(Key("k"))).ETag.ShouldBeNull();
    }

    [Fact]
    public async Task Clear_AnyEtagOverARecord_ClearsIt()
    {
        await Storage.WriteStateAsync(Name, Key("k"), New("first", 1));
        var any = New("any", 2);
        any.ETag = "*";

        await Storage.ClearStateAsync(Name, Key("k"), any);

        var read = await ReadAsync(Key("k"));
        read.RecordExists.ShouldBeFalse();
        read.ETag.ShouldBe(any.ETag);
    }

    [Fact]
    public async Task Write_ParallelGrains_EachKeepsItsOwnSequence()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 50),
            TestContext.Current.CancellationToken,
            async (number, token) =>
            {
                var key = Key("p" + number.ToString(CultureInfo.InvariantCulture));
                var state = New("s", number);
                for (var round = 0; round < 10; round++)
                {
                    var before = state.ETag;
                    await Storage.WriteStateAsync(Name, key, state, token);
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
    public async Task Write_FirstOfAGrainRaced_ExactlyOneWins()
    {
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(number => TryAsync(() => Storage.WriteStateAsync(Name, Key("new"), New("s", number))))
        );

        outcomes.Count(won => won).ShouldBe(1);
        (await ReadAsync(Key("new"))).State!.Number.ShouldBe(Array.IndexOf(outcomes, true));
    }

    [Fact]
    public async Task Write_OtherStateOfTheGrain_IsARecordOfItsOwn()
    {
        await Storage.WriteStateAsync("one", Key("k"), New("1", 1));
        await Storage.WriteStateAsync("two", Key("k"), New("2", 2));

        (await ReadAsync(Key("k"), "one")).State!.Text.ShouldBe("1");
        (await ReadAsync(Key("k"), "two")).State!.Text.ShouldBe("2");
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
        (state.ETag is not null).ShouldBe(KeepsClearedRecords);
        state.State.ShouldBe(new Ledger());
        var read = await ReadAsync(Key("k"));
        read.RecordExists.ShouldBeFalse();
        read.State.ShouldBe(new Ledger());
        read.ETag.ShouldBe(state.ETag);
    }

    [Fact]
    public async Task Clear_NothingThereTwice_IsNoError()
    {
        var state = New("a", 1);
        state.RecordExists = true;

        await Storage.ClearStateAsync(Name, Key("k"), state);
        await Storage.ClearStateAsync(Name, Key("k"), state);

        state.RecordExists.ShouldBeFalse();
        state.State.ShouldBe(new Ledger());
    }

    [Fact]
    public async Task Clear_ARecordTwice_IsNoError()
    {
        var state = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);

        await Storage.ClearStateAsync(Name, Key("k"), state);
        await Storage.ClearStateAsync(Name, Key("k"), state);

        state.RecordExists.ShouldBeFalse();
        (await ReadAsync(Key("k"))).RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Clear_StaleEtagOrNone_ThrowsAndKeepsTheRecord()
    {
        var state = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);
        var stale = await ReadAsync(Key("k"));
        await Storage.WriteStateAsync(Name, Key("k"), state);

        await Should.ThrowAsync<InconsistentStateException>(() => Storage.ClearStateAsync(Name, Key("k"), stale));
        await Should.ThrowAsync<InconsistentStateException>(() => Storage.ClearStateAsync(Name, Key("k"), New("b", 2)));

        var read = await ReadAsync(Key("k"));
        read.State.ShouldBe(state.State);
        read.ETag.ShouldBe(state.ETag);
    }

    [Fact]
    public async Task Write_AfterClear_IsARecordThatNoOldEtagFits()
    {
        var state = New("a", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);
        var stale = await ReadAsync(Key("k"));
        await Storage.ClearStateAsync(Name, Key("k"), state);
        var again = new GrainState<Ledger>
        {
            State = new Ledger { Text = "again" },
            ETag = state.ETag,
        };

        await Storage.WriteStateAsync(Name, Key("k"), again);

        again.RecordExists.ShouldBeTrue();
        await Should.ThrowAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, Key("k"), stale));
        await Should.ThrowAsync<InconsistentStateException>(() => Storage.ClearStateAsync(Name, Key("k"), stale));
        (await ReadAsync(Key("k"))).State!.Text.ShouldBe("again");
    }

    [Fact]
    public async Task List_ManyRecords_NamesEachGrainOfTheStateOnceByItsId()
    {
        var state = $"listed-{_prefix}";
        var keys = Enumerable.Range(0, 2_500).Select(i => Key($"listed/ü{i}")).ToList();
        await Parallel.ForEachAsync(keys, async (key, _) => await Storage.WriteStateAsync(state, key, New("a", 1)));
        await Storage.WriteStateAsync(Name, Key("other"), New("b", 2));

        var listed = new List<GrainId>();
        await foreach (var id in ((IStateCatalog)Storage).ListAsync(state, TestContext.Current.CancellationToken))
        {
            listed.Add(GrainId.Parse(id));
        }

        listed.ShouldBe(keys, ignoreOrder: true);
    }

    [Fact]
    public async Task Write_DefaultState_IsARecord()
    {
        await Storage.WriteStateAsync(Name, Key("k"), new GrainState<Ledger> { State = new Ledger() });

        var read = await ReadAsync(Key("k"));
        read.RecordExists.ShouldBeTrue();
        read.State.ShouldBe(new Ledger());
    }

    [Fact]
    public async Task Write_ManyKindsOfMembers_ReadsThemBack()
    {
        var state = new GrainState<Wide>
        {
            State = new Wide
            {
                Id = Guid.NewGuid(),
                At = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.FromHours(2)),
                Span = TimeSpan.FromTicks(12_345),
                Ratio = 0.1,
                Price = 123.450m,
                Flag = DayOfWeek.Friday,
                Bytes = [0, 1, 255],
                Names = ["a", "", "☃"],
                Counts = new() { ["x"] = 1, ["Ключ"] = long.MaxValue },
                Inner = new Ledger { Text = "inner", Number = int.MinValue },
            },
        };

        await Storage.WriteStateAsync(Name, Key("wide"), state);

        var read = new GrainState<Wide>();
        await Storage.ReadStateAsync(Name, Key("wide"), read);
        read.State.ShouldBeEquivalentTo(state.State);
    }

    [Fact]
    public async Task Write_NumberAsState_ReadsItBack()
    {
        await Storage.WriteStateAsync(Name, Key("number"), new GrainState<long> { State = 7 });

        var read = new GrainState<long>();
        await Storage.ReadStateAsync(Name, Key("number"), read);
        read.State.ShouldBe(7);
        read.RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task Write_StateWithBytesOfItsOwn_ReadsThemBack()
    {
        var state = new GrainState<Packed> { State = new Packed { Text = "ab" } };

        await Storage.WriteStateAsync(Name, Key("k"), state);

        var read = new GrainState<Packed>();
        await Storage.ReadStateAsync(Name, Key("k"), read);
        read.RecordExists.ShouldBeTrue();
        read.State!.Text.ShouldBe("ab");
        read.State.Loads.ShouldBe(1);
    }

    [Fact]
    public async Task Operations_Cancelled_Throw()
    {
        var token = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Storage.ReadStateAsync(Name, Key("k"), New("a", 1), token));
        await Should.ThrowAsync<OperationCanceledException>(() => Storage.WriteStateAsync(Name, Key("k"), New("a", 1), token));
        await Should.ThrowAsync<OperationCanceledException>(() => Storage.ClearStateAsync(Name, Key("k"), New("a", 1), token));

        (await ReadAsync(Key("k"))).RecordExists.ShouldBeFalse();
    }

    /// <summary>Random writes, reads and removals of a few grains by two holders each, against a dictionary.</summary>
    [Fact]
    public async Task Operations_InAnyOrder_BehaveAsAModelWithEtags()
    {
        var operation = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 2]);
        await operation.List[1, 40].SampleAsync(RunModelAsync, iter: 30, threads: 1);
    }

    private async Task RunModelAsync(List<(int Grain, int Holder, int Kind)> operations)
    {
        var prefix = Guid.NewGuid().ToString("N");
        var stored = new Dictionary<int, (string? Text, string Etag)>();
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
                    (await TryAsync(() => Storage.WriteStateAsync(Name, key, state))).ShouldBe(fits);
                    if (fits)
                    {
                        stored[grain] = (state.State!.Text, state.ETag!);
                    }

                    break;
                case 1:
                    (await TryAsync(() => Storage.ClearStateAsync(Name, key, state))).ShouldBe(fits);
                    if (fits && state.ETag is { } etag)
                    {
                        stored[grain] = (null, etag);
                    }
                    else if (fits)
                    {
                        stored.Remove(grain);
                    }

                    break;
                default:
                    (await TryAsync(() => Storage.ReadStateAsync(Name, key, state))).ShouldBeTrue();
                    state.RecordExists.ShouldBe(record.Text is not null);
                    state.ETag.ShouldBe(record.Etag);
                    state.State!.Text.ShouldBe(record.Text ?? "");
                    break;
            }
        }
    }

    protected GrainId Key(string key) => GrainId.Create("test", $"{_prefix}/{key}");

    protected static GrainState<Ledger> New(string text, int number) =>
        new()
        {
            State = new Ledger { Text = text, Number = number },
        };

    protected async Task<GrainState<Ledger>> ReadAsync(GrainId id, string name = Name)
    {
        var state = new GrainState<Ledger> { State = new Ledger() };
        await Storage.ReadStateAsync(name, id, state);
        return state;
    }

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

    public sealed record Ledger
    {
        public string Text { get; set; } = "";

        public int Number { get; set; }
    }

    public sealed class Wide
    {
        public Guid Id { get; set; }

        public DateTimeOffset At { get; set; }

        public TimeSpan Span { get; set; }

        public double Ratio { get; set; }

        public decimal Price { get; set; }

        public DayOfWeek Flag { get; set; }

        public byte[] Bytes { get; set; } = [];

        public List<string> Names { get; set; } = [];

        public Dictionary<string, long> Counts { get; set; } = new(StringComparer.Ordinal);

        public Ledger? Inner { get; set; }
    }

    public sealed class Packed : IStateBytes
    {
        public string Text { get; set; } = "unset";

        public int Loads { get; private set; }

        public byte[] ToBytes() => Encoding.UTF8.GetBytes(Text);

        public void Load(ReadOnlySpan<byte> bytes) => (Text, Loads) = (Encoding.UTF8.GetString(bytes), Loads + 1);
    }
}
