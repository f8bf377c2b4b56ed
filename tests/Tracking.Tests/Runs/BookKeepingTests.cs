using CsCheck;
using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Tracking.Tests.Runs;

public sealed class BookKeepingTests
{
    private static readonly HourWindow Hour = HourWindow.Of(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero));

    private static readonly string[] Apps = ["demo", "maps", "shop", ""];

    private static readonly Gen<HourTally> GenTally = Gen.Select(
        Gen.Int[0, 2].Select(i => Apps[i]),
        Gen.Long[0, 1_000],
        Gen.Long[0, 9],
        (app, delivered, other) => new HourTally(app, delivered, 0, other, other, other)
    );

    private static readonly Gen<EngineTally> GenEngine = Gen.Select(
        Gen.Int[0, 3].Select(i => Apps[i]),
        Gen.Long[0, 500],
        Gen.Long[0, 500],
        Gen.Long[0, 9],
        Gen.Long[0, 9],
        (app, matched, unmatched, duplicate, bad) =>
            new EngineTally(app, matched + unmatched + duplicate + bad, matched, unmatched, duplicate, bad)
    );

    [Fact]
    public void Balance_AnyCounts_SumsAndJudgesEveryApp() =>
        Gen.Select(GenTally.List[0, 5], GenEngine.List[0, 5])
            .Sample(
                (tallies, engine) =>
                {
                    var result = BookKeeping.Balance(Hour, tallies, Report(engine));

                    var total = result.Total;
                    (total.Matched + total.Unmatched + total.Duplicate + total.Bad).ShouldBe(total.Read);
                    total.Delivered.ShouldBe(tallies.Sum(t => t.Delivered));
                    total.Read.ShouldBe(engine.Sum(t => t.Read));
                    total.Surplus.ShouldBe(result.Apps.Sum(app => Math.Max(0, app.Books.Read - app.Books.Delivered)));
                    result.Balanced.ShouldBe(result.Apps.All(app => app.Books.Read >= app.Books.Delivered));
                    result
                        .Apps.Select(app => app.App)
                        .ShouldBe(result.Apps.Select(app => app.App).Distinct().Order(StringComparer.Ordinal));
                    foreach (var app in result.Apps.Where(app => app.Books.Read < app.Books.Delivered).Take(3))
                    {
                        result.Failure.ShouldContain($"app {app.App}: delivery counted");
                    }
                }
            );

    [Fact]
    public void Balance_RunReadFewerRowsThanItsFilesHold_NamesTheEngine()
    {
        var result = BookKeeping.Balance(
            Hour,
            [new("demo", 1_200, 0, 0, 0, 0)],
            Report([new("demo", 1_180, 1_180, 0, 0, 0)], [File("a", 1_200)])
        );

        result.Failure.ShouldBe(
            "app demo: delivery counted 1,200 rows, the run read 1,180: 20 rows of raw/tracking/2026/11/22/23/ are missing "
                + "(its 1 files hold 1,200 rows: the engine did not read them all)"
        );
    }

    [Fact]
    public void Balance_FileIsGone_NamesTheFiles()
    {
        var result = BookKeeping.Balance(
            Hour,
            [new("demo", 1_200, 0, 0, 0, 0)],
            Report([new("demo", 700, 700, 0, 0, 0)], [File("a", 700)])
        );

        result.Failure.ShouldEndWith("(its 1 files hold 700 rows as delivery sealed them: files are gone)");
    }

    [Fact]
    public void Balance_FileWasSetAside_NamesIt()
    {
        var report = Report([new("demo", 700, 700, 0, 0, 0)], [File("a", 700)]) with
        {
            RefusedFiles = [new("raw/tracking/2026/11/22/23/b.csv.gz", "gzip ends too early")],
        };

        var result = BookKeeping.Balance(Hour, [new("demo", 1_200, 0, 0, 0, 0)], report);

        result.Failure.ShouldEndWith("(set aside: raw/tracking/2026/11/22/23/b.csv.gz: gzip ends too early)");
    }

    [Fact]
    public void Balance_DeviceRowsAreMissing_NamesTheStreamAndItsFiles()
    {
        var report = Report([new("demo", 10, 10, 0, 0, 0)]) with { Devices = [new("demo", 3, 0), new("other", 9, 0)] };

        var result = BookKeeping.Balance(Hour, [new("demo", 10, DeviceRows: 5, 0, 0, 0), new("other", 0, DeviceRows: 8, 0, 0, 0)], report);

        result.Failure.ShouldBe(
            "app demo: delivery counted 5 device rows, the run read 3: 2 rows of raw/devices/2026/11/22/23/ are missing "
                + "(its 0 files hold 0 rows as delivery sealed them: files are gone)"
        );
    }

    [Fact]
    public void Balance_ManyAppsAreShort_NamesThreeAndCountsTheRest()
    {
        var tallies = Enumerable.Range(0, 10).Select(i => new HourTally($"app{i}", 1, 0, 0, 0, 0)).ToList();

        BookKeeping.Balance(Hour, tallies, Report([])).Failure.ShouldContain("; and 7 more apps");
    }

    [Fact]
    public void Balance_RowsDoNotAddUp_SaysHowManyWereClassed()
    {
        var result = BookKeeping.Balance(Hour, [], Report([new("demo", 10, 4, 3, 2, 0)]));

        result.Failure.ShouldBe("app demo: the engine read 10 rows but classed 9 as matched, unmatched, duplicate or bad");
    }

    private static RawFile File(string name, long rows) => new("tracking", $"raw/tracking/{Hour.Folder}/{name}.csv.gz", 1, Hour, rows);

    private static RunReport Report(IReadOnlyList<EngineTally> apps, IReadOnlyList<RawFile>? inputs = null) =>
        new()
        {
            RunId = "20261122T230512-00042",
            Engine = "test",
            Apps = apps,
            Tables = [],
            Inputs = inputs ?? [],
        };
}
