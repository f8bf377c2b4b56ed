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
}
