using Maas.SparkJobs.Delta;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Delta;

public sealed class DeltaMaintenanceTests
{
    private static readonly DeltaTableDefinition Table = new(
        "t",
        "lake/t",
        [new("id", DeltaType.Long), new("hr", DeltaType.String)],
        ["hr"]
    );

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryObjectStore _store;
    private readonly DeltaOptions _options = new() { CheckpointInterval = 10 };

    public DeltaMaintenanceTests() => _store = new MemoryObjectStore(_time);

    private DeltaTable Open() => new(_store, Table, _time, _options);

    private DeltaMaintenance Maintenance(DeltaTable? table = null) => new(_store, table ?? Open(), _time, _options);

    /// <summary>Attempts 1 to <paramref name="count"/> of one hour, an hour apart: each replaces the file before.</summary>
    private async Task CommitAsync(int count, int first = 1)
    {
        var table = Open();
        for (var attempt = first; attempt < first + count; attempt++)
        {
            await _store.PutAsync($"lake/t/{attempt}.parquet", new byte[] { 1 }, CancellationToken.None);
            await table.CommitAsync(Attempt(attempt, $"run-{attempt}"), CancellationToken.None);
            _time.Advance(TimeSpan.FromHours(1));
        }
    }

    private static DeltaCommit Attempt(int attempt, string run) =>
        new()
        {
            Adds =
            [
                new DataFile(
                    $"{attempt}.parquet",
                    new Dictionary<string, string>(),
                    5,
                    1,
                    "{\"numRecords\":1,\"maxValues\":{\"id\":\"a\\u0000\\\"é\"}}"
                ),
            ],
            RunId = run,
            TransactionApp = "h",
            TransactionVersion = attempt,
            Tags = new Dictionary<string, string?> { ["a b"] = "c'd" },
            Replaces = static _ => true,
        };

    [Fact]
    public async Task RunAsync_IntervalReached_CheckpointGivesTheSameTable()
    {
        await CommitAsync(11);
        var before = await Open().LoadAsync(CancellationToken.None);

        (await Maintenance().RunAsync(CancellationToken.None)).CheckpointVersion.ShouldBe(10);
        (await Maintenance().RunAsync(CancellationToken.None)).CheckpointVersion.ShouldBeNull();

        var reads = _store.Reads;
        var after = await Open().LoadAsync(CancellationToken.None);
        (_store.Reads - reads).ShouldBe(3, "the hint, the checkpoint and the absent next entry");
        after.Version.ShouldBe(10);
        after.Files.Single().ShouldBeEquivalentTo(before.Files.Single());
        after.Tombstones.OrderBy(file => file.Path).ShouldBeEquivalentTo(before.Tombstones.OrderBy(file => file.Path));
        after.Transactions["h"].Version.ShouldBe(11);
        after.Metadata.ShouldBeEquivalentTo(before.Metadata);
    }

    [Fact]
    public async Task CommitAsync_SameRunAgainAfterACheckpoint_IsRecognised()
    {
        await CommitAsync(11);
        await Maintenance().RunAsync(CancellationToken.None);

        (await Open().CommitAsync(Attempt(11, "run-11"), CancellationToken.None)).ShouldBe(10);
        await Should.ThrowAsync<StaleRunException>(() =>
            Open().CommitAsync(Attempt(11, "other") with { Adds = [] }, CancellationToken.None)
        );

        await _store.DeleteAsync("lake/t/_delta_log/00000000000000000010.json", CancellationToken.None);
        (await Open().CommitAsync(Attempt(11, "run-11"), CancellationToken.None)).ShouldBe(10);
    }

    [Fact]
    public async Task RunAsync_LogRetentionOver_KeepsEveryVersionFromAnOldCheckpointOn()
    {
        await CommitAsync(11);
        await Maintenance().RunAsync(CancellationToken.None);
        await CommitAsync(5, first: 12);
        var stale = Open();
        (await stale.LoadAsync(2, CancellationToken.None)).Files.Single().Path.ShouldBe("3.parquet");
        _time.Advance(TimeSpan.FromDays(31));

        (await Maintenance().RunAsync(CancellationToken.None)).LogEntriesRemoved.ShouldBe(10);

        (await Open().LoadAsync(CancellationToken.None)).Version.ShouldBe(15);
        (await Open().LoadAsync(12, CancellationToken.None)).Files.Single().Path.ShouldBe("13.parquet");
        await Should.ThrowAsync<DeltaException>(() => Open().LoadAsync(9, CancellationToken.None));
    }

    [Fact]
    public async Task LoadAsync_OtherCleanedUpMeanwhile_StartsFromTheCheckpoint()
    {
        await CommitAsync(1);
        var sleeper = Open();
        await sleeper.LoadAsync(CancellationToken.None);
        await CommitAsync(20, first: 2);
        await Maintenance().RunAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(31));
        await Maintenance().RunAsync(CancellationToken.None);

        (await sleeper.LoadAsync(CancellationToken.None)).Version.ShouldBe(20);
    }

    [Fact]
    public async Task LoadAsync_HintDamaged_FindsTheCheckpoint()
    {
        await CommitAsync(11);
        await Maintenance().RunAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(31));
        await Maintenance().RunAsync(CancellationToken.None);
        await _store.PutAsync("lake/t/_delta_log/_last_checkpoint", "{"u8.ToArray(), CancellationToken.None);

        (await Open().LoadAsync(CancellationToken.None)).Version.ShouldBe(10);
    }

    [Fact]
    public async Task RunAsync_RetentionOver_DeletesRemovedFilesAndForgetsThemWithTheNextCheckpoint()
    {
        await CommitAsync(3);
        var maintenance = Maintenance();
        _time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(90));

        (await maintenance.RunAsync(CancellationToken.None)).FilesVacuumed.ShouldBe(1, "the first was replaced an hour before the second");
        (await maintenance.RunAsync(CancellationToken.None)).FilesVacuumed.ShouldBe(0);

        _store
            .Keys.Where(key => key.EndsWith("t.parquet", StringComparison.Ordinal) || key.StartsWith("lake/t/", StringComparison.Ordinal))
            .Where(key => !key.Contains("_delta_log", StringComparison.Ordinal))
            .ShouldBe(["lake/t/2.parquet", "lake/t/3.parquet"]);
        await maintenance.CheckpointAsync(CancellationToken.None);
        (await Open().LoadAsync(CancellationToken.None)).Tombstones.Single().Path.ShouldBe("2.parquet");
    }

    [Fact]
    public async Task DeleteOrphansAsync_FileOfTheTable_RefusesAll()
    {
        await CommitAsync(2);
        await _store.PutAsync("lake/t/orphan.parquet", new byte[] { 1 }, CancellationToken.None);

        foreach (var known in (string[])["1.parquet", "2.parquet"])
        {
            await Should.ThrowAsync<DeltaException>(() =>
                Maintenance().DeleteOrphansAsync(["orphan.parquet", known], CancellationToken.None)
            );
        }

        await Maintenance().DeleteOrphansAsync(["orphan.parquet"], CancellationToken.None);
        _store.Keys.ShouldNotContain("lake/t/orphan.parquet");
        _store.Keys.ShouldContain("lake/t/1.parquet");
    }
}
