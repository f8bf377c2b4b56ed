using System.Text;
using Maas.SparkJobs.Delta;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Delta;

public sealed class DeltaCommitTests
{
    private static readonly DeltaTableDefinition Tracking = new(
        "tracking",
        "lake/tracking",
        [new("id", DeltaType.Long), new("dt", DeltaType.String, Nullable: false)],
        ["dt"],
        "Fixes"
    );

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero));
    private readonly MemoryObjectStore _store;

    public DeltaCommitTests() => _store = new MemoryObjectStore(_time);

    private DeltaTable Open(DeltaTableDefinition? definition = null) => new(_store, definition ?? Tracking, _time);

    private static DataFile File(string path, string dt = "2026-11-22") =>
        new(path, new Dictionary<string, string> { ["dt"] = dt }, 10, 1, """{"numRecords":1}""");

    private static DeltaCommit Attempt(string hour, long attempt, string run, params DataFile[] files) =>
        new()
        {
            Adds = files,
            RunId = run,
            TransactionApp = "maas/" + hour,
            TransactionVersion = attempt,
            Tags = new Dictionary<string, string?> { ["hour"] = hour },
            Replaces = file => file.Tags.GetValueOrDefault("hour") == hour,
        };

    [Fact]
    public async Task LoadAsync_NoTable_IsVersionMinusOne()
    {
        var snapshot = await Open().LoadAsync(CancellationToken.None);

        snapshot.Version.ShouldBe(-1);
        snapshot.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task CommitAsync_WithoutRemovals_IsNoBlindAppend()
    {
        await Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None);

        var info = Encoding.UTF8.GetString(_store["lake/tracking/_delta_log/00000000000000000000.json"]).Split('\n')[0];
        info.ShouldContain(
            """
            "isBlindAppend":false
            """
        );
    }

    [Fact]
    public async Task CommitAsync_LaterAttempt_ReplacesTheHoursFiles()
    {
        await Open().CommitAsync(Attempt("h1", 1, "a", File("a 1%=.parquet")), CancellationToken.None);
        await Open().CommitAsync(Attempt("h2", 1, "b", File("b.parquet")), CancellationToken.None);
        await Open().CommitAsync(Attempt("h1", 2, "c", File("c.parquet")), CancellationToken.None);

        var snapshot = await Open().LoadAsync(CancellationToken.None);

        snapshot.Version.ShouldBe(2);
        snapshot.Files.Select(file => file.Path).ShouldBe(["b.parquet", "c.parquet"], ignoreOrder: true);
        snapshot.Tombstones.Single().Path.ShouldBe("a 1%=.parquet");
        snapshot.Tombstones.Single().EncodedPath.ShouldBe("a%201%25=.parquet");
        snapshot.Transactions["maas/h1"].Version.ShouldBe(2);
        snapshot.Metadata!.Columns.ShouldBe(Tracking.Columns);
    }

    [Fact]
    public async Task CommitAsync_EqualAttemptOfAnotherRun_Throws()
    {
        await Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None);

        await Should.ThrowAsync<StaleRunException>(() =>
            Open().CommitAsync(Attempt("h1", 1, "b", File("b.parquet")), CancellationToken.None)
        );
    }

    [Fact]
    public async Task CommitAsync_SameRunAgain_ReturnsItsVersionWithoutAnEffect()
    {
        var version = await Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None);
        await Open().CommitAsync(Attempt("h2", 1, "b", File("b.parquet")), CancellationToken.None);

        (await Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None)).ShouldBe(version);

        (await Open().LoadAsync(CancellationToken.None)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task CommitAsync_AnswerLost_CommitsOnce()
    {
        _store.AfterPut = _ => throw new IOException("connection reset");

        (await Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None)).ShouldBe(0);

        (await Open().LoadAsync(CancellationToken.None)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task CommitAsync_RequestLost_Throws_AndTheNextTryCommitsOnce()
    {
        _store.BeforePut = _ => throw new IOException("no route");
        var table = Open();
        await Should.ThrowAsync<IOException>(() => table.CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None));

        _store.BeforePut = static _ => Task.CompletedTask;
        (await table.CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task CommitAsync_RaceLost_RemovesWhatTheWinnerAdded()
    {
        await Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None);
        var all = Attempt("h2", 1, "c", File("c.parquet")) with { Replaces = static _ => true };
        _store.BeforePut = async _ =>
        {
            _store.BeforePut = static _ => Task.CompletedTask;
            await Open().CommitAsync(Attempt("h3", 1, "b", File("b.parquet")), CancellationToken.None);
        };

        (await Open().CommitAsync(all, CancellationToken.None)).ShouldBe(2);

        (await Open().LoadAsync(CancellationToken.None)).Files.Select(file => file.Path).ShouldBe(["c.parquet"]);
    }

    [Fact]
    public async Task CommitAsync_RaceLostToALaterAttempt_Throws()
    {
        _store.BeforePut = async _ =>
        {
            _store.BeforePut = static _ => Task.CompletedTask;
            await Open().CommitAsync(Attempt("h1", 2, "b", File("b.parquet")), CancellationToken.None);
        };

        await Should.ThrowAsync<StaleRunException>(() =>
            Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None)
        );

        (await Open().LoadAsync(CancellationToken.None)).Files.Single().Path.ShouldBe("b.parquet");
    }

    [Fact]
    public async Task CommitAsync_Nothing_RecordsTheTransaction()
    {
        (await Open().CommitAsync(Attempt("h1", 4, "a"), CancellationToken.None)).ShouldBe(0);

        (await Open().LoadAsync(CancellationToken.None)).Transactions["maas/h1"].Version.ShouldBe(4);
    }

    [Fact]
    public async Task CommitAsync_NewColumns_AreAppendedToTheSchema()
    {
        await Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None);
        var wider = Tracking with
        {
            Columns = [new("dt", DeltaType.String, Nullable: false), new("speed", DeltaType.Double), new("id", DeltaType.Long)],
        };

        await Open(wider).CommitAsync(Attempt("h2", 1, "b", File("b.parquet")), CancellationToken.None);
        await Open().CommitAsync(Attempt("h3", 1, "c", File("c.parquet")), CancellationToken.None);

        (await Open().LoadAsync(CancellationToken.None)).Metadata!.Columns.ShouldBe([.. Tracking.Columns, new("speed", DeltaType.Double)]);
    }

    [Fact]
    public async Task CommitAsync_ColumnOfAnotherType_Throws()
    {
        await Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet")), CancellationToken.None);
        var other = Tracking with { Columns = [new("id", DeltaType.String), Tracking.Columns[1]] };

        var error = await Should.ThrowAsync<DeltaException>(() => Open(other).CommitAsync(Attempt("h2", 1, "b"), CancellationToken.None));

        error.Message.ShouldBe("Column id of table tracking is long and would become string; types cannot change.");
    }

    [Fact]
    public async Task CommitAsync_NoValueOfANeededPartition_Throws()
    {
        var error = await Should.ThrowAsync<DeltaException>(() =>
            Open().CommitAsync(Attempt("h1", 1, "a", File("a.parquet", dt: "")), CancellationToken.None)
        );

        error.Message.ShouldContain("dt");
    }

    [Theory]
    [InlineData(""" {"protocol":{"minReaderVersion":3,"minWriterVersion":7}} """)]
    [InlineData(
        """ {"add":{"path":"x","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true,"deletionVector":{"storageType":"u"}}} """
    )]
    [InlineData(""" {"add":{"path":"x" """)]
    public async Task LoadAsync_WhatItCannotRead_Throws(string action)
    {
        await Open().CommitAsync(Attempt("h1", 1, "a"), CancellationToken.None);
        await _store.PutAsync(
            "lake/tracking/_delta_log/00000000000000000001.json",
            System.Text.Encoding.UTF8.GetBytes(action),
            CancellationToken.None
        );

        await Should.ThrowAsync<DeltaException>(() => Open().LoadAsync(CancellationToken.None));
    }
}
