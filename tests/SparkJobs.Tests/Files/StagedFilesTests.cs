using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Tests.Delta;
using Maas.SparkJobs.Tests.Hourly;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Files;

public sealed class StagedFilesTests : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly string _scratch = Directory.CreateTempSubdirectory("maas-staged-").FullName;
    private readonly MemoryObjectStore _store = new(new FakeTimeProvider());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Fact]
    public async Task Fetch_ObjectsThatAreFiles_AreUsedInPlace()
    {
        using var folder = new FolderObjectStore();
        await folder.PutAsync("lake/a.parquet", new byte[3], Stop);
        await folder.PutAsync("raw/b.csv.gz", new byte[4], Stop);
        var files = Open(store: folder);
        using var lease = files.Lease();

        var places = await lease.FetchAsync(folder, [new("lake/a.parquet", 3), new("raw/b.csv.gz", 4)], Stop);

        places.ShouldBe([folder.Locate("lake/a.parquet"), folder.Locate("raw/b.csv.gz")]);
        files.OutputPath("lake/out").ShouldBe(folder.Locate("lake/out"));
        Directory.Exists(Staged).ShouldBeFalse();
    }

    [Fact]
    public async Task Fetch_ParquetAgain_IsNotCopiedAgain()
    {
        var files = Open();
        var item = await PutAsync("lake/dt=2026-11-22/a.parquet", 10);
        using (var first = files.Lease())
        {
            var place = (await first.FetchAsync(_store, [item], Stop)).ShouldHaveSingleItem();
            place.ShouldEndWith("/lake/dt=2026-11-22/a.parquet");
            (await File.ReadAllBytesAsync(place, Stop)).ShouldBe(_store[item.Key]);
        }

        using var second = files.Lease();
        await second.FetchAsync(_store, [item], Stop);

        _store.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task LeaseOnce_ParquetThatNobodyElseAskedFor_GoesWithIt()
    {
        var files = Open();
        var (once, kept) = (await PutAsync("lake/a.parquet", 10), await PutAsync("lake/b.parquet", 11));
        using (var lease = files.Lease())
        {
            await lease.FetchAsync(_store, [kept], Stop);
        }

        IReadOnlyList<string> places;
        using (var lease = files.LeaseOnce())
        {
            places = await lease.FetchAsync(_store, [once, kept], Stop);
            places.ShouldAllBe(place => File.Exists(place));
        }

        places.Select(File.Exists).ShouldBe([false, true]);
    }

    [Fact]
    public async Task LeaseOnce_WhileAnotherHoldsTheCopy_ItIsKept()
    {
        var files = Open();
        var item = await PutAsync("lake/a.parquet", 10);
        var once = files.LeaseOnce();
        var place = (await once.FetchAsync(_store, [item], Stop))[0];
        using (var lease = files.Lease())
        {
            await lease.FetchAsync(_store, [item], Stop);
        }

        once.Dispose();

        File.Exists(place).ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_CopiesOfOtherFiles_AreRemoved()
    {
        var files = Open();
        var item = await PutAsync("raw/a.csv.gz", 10);
        string place;
        using (var lease = files.Lease())
        {
            place = (await lease.FetchAsync(_store, [item], Stop))[0];
        }

        File.Exists(place).ShouldBeFalse();
    }

    [Fact]
    public async Task Fetch_BeyondTheBound_RemovesTheLeastRecentlyUsedThatNobodyHolds()
    {
        var files = Open(mibMax: 3);
        var (a, b, c, d) = (
            await PutAsync("lake/a.parquet", MiB),
            await PutAsync("lake/b.parquet", MiB),
            await PutAsync("lake/c.parquet", MiB),
            await PutAsync("lake/d.parquet", MiB)
        );
        using var held = files.Lease();
        var kept = await held.FetchAsync(_store, [a], Stop);
        string[] places;
        using (var lease = files.Lease())
        {
            places = [.. await lease.FetchAsync(_store, [b], Stop), .. await lease.FetchAsync(_store, [c], Stop)];
            await lease.FetchAsync(_store, [b], Stop);
        }

        using var last = files.Lease();
        await last.FetchAsync(_store, [d], Stop);

        File.Exists(kept[0]).ShouldBeTrue();
        places.Select(File.Exists).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Fetch_MoreAtOnceThanTheBound_SaysWhichOptionToRaise()
    {
        var files = Open(mibMax: 1);
        LakeObject[] items = [await PutAsync("lake/a.parquet", MiB), await PutAsync("lake/b.parquet", 1)];
        using var lease = files.Lease();

        var failure = await Should.ThrowAsync<BatchStepException>(() => lease.FetchAsync(_store, items, Stop));

        failure.Message.ShouldContain("Maas:Batch:Staging:MiBMax");
    }

    [Fact]
    public async Task Fetch_NoSuchObject_NamesIt()
    {
        using var lease = Open().Lease();

        var failure = await Should.ThrowAsync<BatchStepException>(() => lease.FetchAsync(_store, [new("lake/gone.parquet", 1)], Stop));

        failure.Message.ShouldContain("lake/gone.parquet");
    }

    [Fact]
    public async Task Fetch_FileInPlaceThatIsGone_IsNamed()
    {
        using var folder = new FolderObjectStore();
        using var lease = Open(store: folder).Lease();

        var failure = await Should.ThrowAsync<BatchStepException>(() => lease.FetchAsync(folder, [new("lake/gone.parquet", 1)], Stop));

        failure.Message.ShouldBe("inputs/verify: lake/gone.parquet is not there.");
    }

    [Fact]
    public async Task Fetch_BodyCutShort_IsReadAgain()
    {
        var item = await PutAsync("lake/a.parquet", 1_000);
        _store.CutReads = 2;
        using var lease = Open().Lease();

        var place = (await lease.FetchAsync(_store, [item], Stop))[0];

        (await File.ReadAllBytesAsync(place, Stop)).ShouldBe(_store[item.Key]);
        _store.Reads.ShouldBe(3);
    }

    [Fact]
    public async Task Fetch_WhileAnotherThatAskedFirstGivesUp_StillGetsIt()
    {
        var files = Open();
        var item = await PutAsync("lake/a.parquet", 10);
        var reading = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _store.BeforeRead = async token =>
        {
            reading.TrySetResult();
            await go.Task.WaitAsync(token);
        };
        using var cancelled = new CancellationTokenSource();
        using var first = files.Lease();
        using var second = files.Lease();
        var givesUp = first.FetchAsync(_store, [item], cancelled.Token);
        await reading.Task;
        var waits = second.FetchAsync(_store, [item], Stop);

        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => givesUp);
        go.SetResult();

        File.Exists((await waits)[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_Output_UploadsItsParquetFilesAndKeepsThemAsCopies()
    {
        var files = Open();
        var path = files.PrepareOutput("lake/tracking/1-1/dt=2026-11-22");
        Directory.CreateDirectory(Path.Combine(path, "part=1"));
        await File.WriteAllBytesAsync(Path.Combine(path, "part=1", "a.parquet"), [1, 2, 3], Stop);
        await File.WriteAllBytesAsync(Path.Combine(path, "_SUCCESS"), [], Stop);

        await files.PublishAsync("lake/tracking/1-1/dt=2026-11-22", Stop);

        const string Key = "lake/tracking/1-1/dt=2026-11-22/part=1/a.parquet";
        _store.Keys.ShouldBe([Key]);
        using var lease = files.Lease();
        var place = (await lease.FetchAsync(_store, [new(Key, 3)], Stop))[0];
        (await File.ReadAllBytesAsync(place, Stop)).ShouldBe([1, 2, 3]);
        _store.Reads.ShouldBe(0);
        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void Abandon_OutputOfAFailedEngine_IsRemoved()
    {
        var files = Open();
        var path = files.PrepareOutput("lake/t/1-1");

        files.Abandon("lake/t/1-1");
        files.Abandon("lake/t/1-1");

        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Fetch_FirstOfTheProcess_FindsTheFolderEmptied()
    {
        Directory.CreateDirectory(Path.Combine(Staged, "copies"));
        var left = Path.Combine(Staged, "copies", "left.parquet");
        await File.WriteAllBytesAsync(left, [1], Stop);
        using var lease = Open().Lease();

        await lease.FetchAsync(_store, [await PutAsync("lake/a.parquet", 1)], Stop);

        File.Exists(left).ShouldBeFalse();
    }

    private string Staged => Path.Combine(_scratch, "staged");

    private StagedFiles Open(int mibMax = 100, Maas.Tracking.Objects.IObjectStore? store = null) =>
        new(store ?? _store, new ScratchFolder(_scratch), Options.Create(new StagingOptions { MiBMax = mibMax }));

    private async Task<LakeObject> PutAsync(string key, int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await _store.PutAsync(key, content, Stop);
        return new LakeObject(key, length);
    }
}
