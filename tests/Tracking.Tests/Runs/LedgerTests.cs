using System.Text;
using CsCheck;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Tracking.Tests.Runs;

public sealed class LedgerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 23, 5, 12, TimeSpan.Zero);
    private static readonly HourWindow Hour = HourWindow.Of(Now);
    private static readonly LedgerPolicy Policy = new() { GracePeriod = TimeSpan.FromMinutes(1), RunsKeptPerHour = 5 };

    [Fact]
    public void Write_FullDay_ReadsBackTheSame()
    {
        var day = FullDay(apps: 3, runs: 2);

        var json = LedgerCodec.Write(day);

        LedgerCodec.Write(LedgerCodec.ReadDay(json)).ShouldBe(json);
        json.ShouldContain("\"2026-11-22T23\"");
        json.ShouldContain("\"Succeeded\"");
    }

    [Fact]
    public void Read_PlannedRunOfTheFirstHourThereIs_KeepsItsDefaults()
    {
        var hour = new HourWindow(0);
        var run = RunRecord.Plan(
            "19700101T000000-00001",
            hour,
            dryRun: false,
            requested: false,
            provisional: false,
            DateTimeOffset.UnixEpoch
        );
        var day = new LedgerDay { Date = LedgerDate.Of(hour) }.With(hour, entry => entry.Plan(run, Policy));

        var read = LedgerCodec.ReadDay(LedgerCodec.Write(day)).Find(hour)!.Runs.ShouldHaveSingleItem();

        read.State.ShouldBe(RunState.Planned);
        read.Order.ShouldBe(new("19700101T000000-00001", hour, 0, Provisional: false, DryRun: false));
    }

    [Fact]
    public void Read_MemberOfALaterVersion_IsPassedOver() =>
        LedgerCodec.ReadIndex("""{"sequence":7,"somethingNew":{"a":[1]},"days":[3,1]}""").Sequence.ShouldBe(7);

    /// <summary>The largest item of DynamoDB is 400 KB.</summary>
    [Fact]
    public void Write_EveryHourAtItsBounds_FitsAStorageItem() =>
        Encoding.UTF8.GetByteCount(LedgerCodec.Write(FullDay(apps: 500, runs: 5))).ShouldBeLessThan(400 * 1024);

    [Fact]
    public void Add_MoreRunsThanAreKept_NeverForgetsOneThatHasWorkLeft() =>
        Gen.Select(Gen.Int[0, 30].List[1, 10], Gen.Int[1, 40])
            .Sample(
                (batches, kept) =>
                {
                    var index = LedgerIndex.Empty;
                    var all = new List<string>();
                    foreach (var batch in batches)
                    {
                        var hours = Enumerable.Range(0, batch).Select(i => Hour - i).ToList();
                        var added = index.Add(hours, Now, kept, run => all.IndexOf(run.RunId) % 2 == 0);
                        index = added.Index;
                        all.AddRange(added.RunIds);
                    }

                    all.Distinct().Count().ShouldBe(all.Count);
                    all.Order(StringComparer.Ordinal).ShouldBe(all);
                    index.Sequence.ShouldBe(all.Count);
                    index.Runs.Select(run => run.RunId).ShouldBe(index.Runs.Select(run => run.RunId).Order(StringComparer.Ordinal));
                    all.Where((_, i) => i % 2 != 0).ShouldBeSubsetOf(index.Runs.Select(run => run.RunId));
                }
            );

    [Fact]
    public void Next_DueAndPlannedHours_DueOldestFirstThenPlannedOldestFirst()
    {
        var planned = new[] { Run("20261122T000000-00002", Hour - 9), Run("20261122T000000-00001", Hour - 3) };

        RunQueue.Next([new(Hour, false), new(Hour - 3, false)], planned).ShouldBe(new(Hour - 3, "20261122T000000-00001"));
        RunQueue.Next([new(Hour, false)], planned).ShouldBe(new(Hour, null));
        RunQueue.Next([new(Hour - 5, true), new(Hour, false), new(Hour - 7, true)], planned).ShouldBe(new(Hour, null), "the live hour");
        RunQueue.Next([new(Hour - 5, true), new(Hour - 7, true)], planned).ShouldBe(new(Hour - 7, null));
        RunQueue.Next([], planned).ShouldBe(new(Hour - 9, "20261122T000000-00002"));
        RunQueue.Next([], []).ShouldBeNull();
    }

    [Fact]
    public void Of_HoursAroundTheEpoch_AreOfTheirDay()
    {
        LedgerDate.Of(new(-1)).ToString().ShouldBe("1969-12-31");
        LedgerDate.Of(new(0)).ToString().ShouldBe("1970-01-01");
        LedgerDate.Of(new(23)).ToString().ShouldBe("1970-01-01");
        LedgerDate.Of(new(24)).ToString().ShouldBe("1970-01-02");
    }

    [Theory]
    [InlineData("20261122T230512-00042", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("../x", false)]
    [InlineData("20261122T230512-000420000000000000000000000000000", false)]
    public void IsWellFormed_Text_OnlyARunsId(string? text, bool expected) => RunIds.IsWellFormed(text).ShouldBe(expected);

    [Fact]
    public void Format_Time_SortsByIt() => RunIds.Format(Now, 42).ShouldBe("20261122T230512-00042");

    [Fact]
    public void Write_MaintenanceAtItsBounds_FitsAStorageItem()
    {
        var log = MaintenanceLog.Empty;
        for (var i = 0; i < 130; i++)
        {
            var steps = Enumerable
                .Range(0, 30)
                .Select(step => new RunStep($"vacuum+checkpoint+log/table_{step}", Now, TimeSpan.FromSeconds(1.5), 12_345));
            log = log.Begin(Now, runsMax: 120).End(new string('r', 900), steps, Now);
        }

        var json = LedgerCodec.Write(log);

        Encoding.UTF8.GetByteCount(json).ShouldBeLessThan(400 * 1024);
        LedgerCodec.Write(LedgerCodec.ReadMaintenance(json)).ShouldBe(json);
        log.Sequence.ShouldBe(130);
        log.Runs.Length.ShouldBe(120);
    }

    [Fact]
    public void Add_MoreBackfillsThanAreKept_NeverForgetsOneUnderWay()
    {
        var index = LedgerIndex.Empty;
        for (var i = 0; i < 10; i++)
        {
            (index, var backfill) = index.Add(Hour - 5, Hour, dryRun: false, Now, backfillsMax: 3);
            if (i % 2 == 0)
            {
                index = index.Settle(backfill);
            }
        }

        index.Backfills.Count(backfill => !backfill.Settled).ShouldBe(5);
        index.Backfills.Select(backfill => backfill.Id).ShouldBeUnique();
        LedgerCodec.Write(LedgerCodec.ReadIndex(LedgerCodec.Write(index))).ShouldBe(LedgerCodec.Write(index));
    }

    [Theory]
    [InlineData(
        "cluster j-2A of step s-1 ended after 00:12:31: 14 nodes lost",
        "cluster j-9Z of step s-7 ended after 01:02:03: 3 nodes lost",
        true
    )]
    [InlineData("raw/tracking/2026/11/22/23/0007.csv.gz ends too early", "raw/tracking/2026/11/22/23/0008.csv.gz ends too early", true)]
    [InlineData("disk is full", "disk is full", true)]
    [InlineData("disk is full", "disk is broken", false)]
    public void IsSame_ReasonsOfTwoTries_DifferInNamesOnly(string reason, string other, bool same) =>
        OutcomeRules.IsSame(reason, other).ShouldBe(same);

    private static RunRecord Run(string id, HourWindow hour) =>
        RunRecord.Plan(id, hour, dryRun: false, requested: true, provisional: false, Now);

    private static LedgerDay FullDay(int apps, int runs)
    {
        var day = new LedgerDay { Date = LedgerDate.Of(Hour) };
        for (var hour = day.Date.FirstHour; LedgerDate.Of(hour) == day.Date; hour += 1)
        {
            for (var i = 0; i < runs; i++)
            {
                var id = RunIds.Format(Now, (hour.Index * 100) + i);
                day = day.With(hour, entry => FullRun(entry, id, apps));
            }
        }

        return day;
    }

    private static HourEntry FullRun(HourEntry entry, string id, int apps)
    {
        var big = new Books(1_000_000, 1_000, 1_000, 1_000, 1_000_100, 100, 900_000, 50_000, 50_000, 100);
        var report = new RunReport
        {
            RunId = id,
            Engine = "DuckDB 1.5.6",
            Apps = [],
            Tables = [],
            Inputs = [],
            RefusedFiles =
            [
                .. Enumerable
                    .Range(0, 100)
                    .Select(i => new RefusedFile($"raw/tracking/{entry.Hour.Folder}/{i:0000000000}.csv.gz", "gzip ends")),
            ],
            Reopens = [.. Enumerable.Range(1, 48).Select(i => entry.Hour - i)],
            Steps =
            [
                .. Enumerable
                    .Range(0, 100)
                    .Select(i => new RunStep(
                        $"device_lake/step_{i}",
                        Now,
                        TimeSpan.FromSeconds(1.234),
                        123_456,
                        Log: new string('l', 500)
                    )),
            ],
        };
        var books = new BooksResult(big, [.. Enumerable.Range(0, apps).Select(i => new AppBooks($"application-{i}", big))], "");
        return entry
            .Plan(RunRecord.Plan(id, entry.Hour, dryRun: false, requested: true, provisional: false, Now), Policy)
            .Submit(id, new string('m', 64), provisional: false, Now)
            .Begin(id, Now)
            .Follow(id, [], new RunCluster("j-2AXXXXXXGAPLF", new string('s', 500), new string('l', 500), 0.42m))
            .Keep(id, report, books)
            .Commit(id, Now)
            .Merge(id, Now)
            .Succeed(id, Now, Policy)
            .Tell(id);
    }
}
