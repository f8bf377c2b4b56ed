using Maas.SparkJobs.Engines;
using Maas.Tracking.Runs;
using static Maas.SparkJobs.Tests.Hourly.Rows;

namespace Maas.SparkJobs.Tests.Hourly;

public sealed class HourlyBatchTests : IDisposable
{
    private readonly LakeFixture _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Execute_HourOfOneDevice_ClassesEveryRowAndWritesTheLake()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01", ("idfa", "A"), ("model", "iPhone")));
        _lake.Raw.Seal(
            "tracking",
            Ten,
            Tracked("k1", "m1", "10:00:02", ("latitude", "1.5"), ("longitude", "2.5")),
            Tracked("k1", "m1", "10:00:03"),
            Tracked("k1", "m2", "10:00:04", ("extra", "{\"a\":\"x, \"\"y\"}")),
            Tracked("k2", "m1", "10:00:05"),
            Tracked("k1", "m3", "10:00:06", ("latitude", "north"))
        );

        var (order, report) = await _lake.RunWithOrderAsync(Ten);

        report.Apps.ShouldBe([new EngineTally("demo", 5, 2, 1, 1, 1)]);
        (await _lake.QueryAsync("SELECT message_id, latitude, extra, dt, hr FROM tracking ORDER BY message_id")).ShouldBe(
            [
                ["m1", 1.5, null, "2026-11-22", "10"],
                ["m2", null, "{\"a\":\"x, \"\"y\"}", "2026-11-22", "10"],
            ],
            new RowComparer()
        );
        (await _lake.QueryAsync("SELECT events, latitude FROM tracked_devices")).ShouldBe(
            [
                [2L, 1.5],
            ],
            new RowComparer()
        );
        var changed = await _lake.ChangedAsync(order);
        changed.Count.ShouldBe(1);
        changed[0].DeviceKey.ShouldBe("k1");
        changed[0].HourCount.ShouldBe(2);
        changed[0].Profile[4].ShouldBe("iPhone");
        changed[0].LastFix!.Value.Latitude.ShouldBe(1.5);
        report.ChangedDevices.ShouldBe(1);
    }

    [Fact]
    public async Task Execute_RawFileWhoseNameIsAPattern_IsReadAsItself()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.SealAs("x1.csv.gz", "tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        _lake.Raw.SealAs("x[1].csv.gz", "tracking", Ten, Tracked("k1", "m2", "10:00:03"));
        _lake.Raw.SealAs("x*.csv.gz", "tracking", Ten, Tracked("k1", "m3", "10:00:04"));

        var report = await _lake.RunAsync(Ten);

        report.Apps.ShouldBe([new EngineTally("demo", 3, 3, 0, 0, 0)]);
        (await _lake.QueryAsync("SELECT message_id FROM tracking ORDER BY message_id")).Select(row => row[0]).ShouldBe(["m1", "m2", "m3"]);
    }

    [Fact]
    public async Task Execute_KeysJoinedByALaterHour_AliasTheYoungerNameAndTellUntouchedKeys()
    {
        _lake.Raw.Seal(
            "devices",
            Ten,
            Device("k1", "10:00:01", ("idfa", "A")),
            Device("k2", "10:00:02", ("idfa", "B")),
            Device("k3", "10:00:03", ("idfa", "B"))
        );
        await _lake.RunAsync(Ten);
        var names = (await _lake.QueryAsync("SELECT device_key, device_uid FROM device_keys WHERE kind = 'key'")).ToDictionary(
            row => (string)row[0]!,
            row => (string)row[1]!
        );
        names["k3"].ShouldBe(names["k2"]);
        _lake.Raw.Seal("devices", Ten + 1, Device("k2", "11:00:01", ("idfa", "A")));

        var (order, _) = await _lake.RunWithOrderAsync(Ten + 1);

        (await _lake.QueryAsync("SELECT alias_uid, device_uid FROM device_aliases")).ShouldBe(
            [
                [names["k2"], names["k1"]],
            ],
            new RowComparer()
        );
        var changed = await _lake.ChangedAsync(order);
        changed.Select(device => (device.DeviceKey, device.DeviceUid)).ShouldBe([("k2", names["k1"]), ("k3", names["k1"])]);
        (await _lake.QueryAsync("SELECT device_uid, keys, idfa FROM devices")).ShouldBe(
            [
                [names["k1"], 3L, "A"],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Execute_BothHoursOfAJoinAgain_OldNamesOfOtherHoursStillLeadToTheDevice()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01", ("idfa", "A")), Device("k2", "10:00:02", ("idfa", "B")));
        await _lake.RunAsync(Ten);
        _lake.Raw.Seal("tracking", Ten + 1, Tracked("k2", "m1", "11:00:01"));
        await _lake.RunAsync(Ten + 1);
        _lake.Raw.Seal("devices", Ten + 2, Device("k2", "12:00:01", ("idfa", "A")));
        await _lake.RunAsync(Ten + 2);
        const string Old = "SELECT t.device_uid, a.device_uid FROM tracking AS t JOIN device_aliases AS a ON a.alias_uid = t.device_uid";
        var before = await _lake.QueryAsync(Old);
        before.Count.ShouldBe(1);

        await _lake.RunAsync(Ten);
        await _lake.RunAsync(Ten + 2);
        await _lake.RunAsync(Ten + 2);

        (await _lake.QueryAsync(Old)).ShouldBe(before, new RowComparer());
    }

    [Fact]
    public async Task Execute_BothHoursOfAChainOfJoinsAgain_AllKeysStayOneDevice()
    {
        _lake.Raw.Seal("devices", Ten - 3, Device("k0", "07:00:01", ("idfa", "C")));
        _lake.Raw.Seal("devices", Ten - 2, Device("k1", "08:00:01", ("idfa", "A")));
        _lake.Raw.Seal("devices", Ten - 1, Device("k2", "09:00:01", ("idfa", "B")));
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01", ("idfa", "B")));
        _lake.Raw.Seal("devices", Ten + 1, Device("k0", "11:00:01", ("idfa", "A")));
        foreach (var hour in Enumerable.Range(-3, 5))
        {
            await _lake.RunAsync(Ten + hour);
        }

        await _lake.RunAsync(Ten);
        await _lake.RunAsync(Ten + 1);

        (await _lake.QueryAsync("SELECT keys FROM devices")).ShouldBe(
            [
                [3L],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Execute_KeyKnownFromAfar_StatedNearby_ReopensTheHourThatWaits()
    {
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:01"));
        await _lake.RunAsync(Ten);
        var far = Ten + (2 * _lake.Options.HorizonHours);
        _lake.Raw.Seal(
            "devices",
            far,
            RawRow.Device(("received_at", RawRow.Time(far.StartMicros)), ("app_id", "demo"), ("device_key", "k1"))
        );
        (await _lake.RunAsync(far)).Reopens.ShouldBeEmpty();
        _lake.Raw.Seal("devices", Ten + 1, Device("k1", "11:00:01"));

        (await _lake.RunAsync(Ten + 1)).Reopens.ShouldBe([Ten]);
    }

    [Fact]
    public async Task Execute_CopyOfTheLastFix_DoesNotCountAsAFix()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal(
            "tracking",
            Ten,
            Tracked("k1", "m1", "10:00:02", ("type", "a"), ("latitude", "5"), ("longitude", "5")),
            Tracked("k1", "m1", "10:00:02", ("type", "b"), ("latitude", "1"), ("longitude", "1"))
        );

        await _lake.RunAsync(Ten);

        (await _lake.QueryAsync("SELECT t.latitude, d.latitude FROM tracking AS t JOIN tracked_devices AS d USING (device_uid)")).ShouldBe(
            [
                [5.0, 5.0],
            ],
            new RowComparer()
        );
    }

    [Theory]
    [InlineData("9.5", "10.5", 10.5)]
    [InlineData("-10.9", "-10.8", -10.8)]
    [InlineData("0", "-0.00001", -0.00001)]
    [InlineData("", "1", null)]
    public async Task Execute_CopiesReceivedAtOnce_TheLesserTextStays(string first, string second, double? kept)
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal(
            "tracking",
            Ten,
            Tracked("k1", "m1", "10:00:02", ("latitude", first), ("longitude", "5")),
            Tracked("k1", "m1", "10:00:02", ("latitude", second), ("longitude", "5"))
        );

        await _lake.RunAsync(Ten);

        (await _lake.QueryAsync("SELECT latitude FROM tracking")).ShouldBe(
            [
                [kept],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Execute_IdOfMoreKeysThanTheBound_LinksNoneAndSaysSo()
    {
        using var lake = new LakeFixture(options => options.LinksPerIdMax = 2);
        lake.Raw.Seal(
            "devices",
            Ten,
            Device("k1", "10:00:01", ("gaid", "G")),
            Device("k2", "10:00:02", ("gaid", "G")),
            Device("k3", "10:00:03", ("gaid", "G"))
        );
        lake.Raw.Seal("devices", Ten + 1, Device("k4", "11:00:01", ("gaid", "G")));

        (await lake.RunAsync(Ten)).OverlinkedIds.ShouldBe(1);
        (await lake.RunAsync(Ten + 1)).OverlinkedIds.ShouldBe(1);

        (await lake.QueryAsync("SELECT count(DISTINCT device_uid) FROM device_keys WHERE kind = 'key'")).ShouldBe(
            [
                [4L],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Execute_LongChainOfKeysAndIds_IsOneDevice()
    {
        const int Length = 3_000;
        _lake.Raw.Seal(
            "devices",
            Ten,
            Enumerable
                .Range(0, Length)
                .SelectMany(link =>
                    (string[])
                        [Device($"k{link}", "10:00:01", ("idfa", $"I{link}")), Device($"k{link}", "10:00:02", ("idfa", $"I{link + 1}"))]
                )
        );

        (await _lake.RunAsync(Ten)).UnfinishedLinks.ShouldBe(0);

        (await _lake.QueryAsync("SELECT count(DISTINCT device_uid), count(*) FROM device_keys")).ShouldBe(
            [
                [1L, (2L * Length) + 1],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Execute_DeviceRowAnHourLate_ReopensTheHourThatWaits()
    {
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        (await _lake.RunAsync(Ten)).Apps.ShouldBe([new EngineTally("demo", 1, 0, 1, 0, 0)]);
        _lake.Raw.Seal("devices", Ten + 1, Device("k1", "11:00:01"));

        (await _lake.RunAsync(Ten + 1)).Reopens.ShouldBe([Ten]);

        (await _lake.RunAsync(Ten)).Apps.ShouldBe([new EngineTally("demo", 1, 1, 0, 0, 0)]);
        (await _lake.RunAsync(Ten + 1)).Reopens.ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_IdentitiesReleasedByARerun_ReopensTheHourThatCountedThem()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        _lake.Raw.Seal("tracking", Ten + 1, Tracked("k1", "m1", "11:00:02"));
        await _lake.RunAsync(Ten);
        (await _lake.RunAsync(Ten + 1)).Apps.ShouldBe([new EngineTally("demo", 1, 0, 0, 1, 0)]);
        _lake.Raw.Clear(Ten);
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));

        (await _lake.RunAsync(Ten)).Reopens.ShouldBe([Ten + 1]);

        (await _lake.RunAsync(Ten + 1)).Apps.ShouldBe([new EngineTally("demo", 1, 1, 0, 0, 0)]);
    }

    [Fact]
    public async Task Execute_FileShorterThanItsSeal_FailsAndNamesTheStream()
    {
        var whole = FakeRawStore.Gzip(
            string.Concat(Enumerable.Range(0, 5_000).Select(row => Tracked("k1", $"m{row * 7919}", "10:00:02") + "\n"))
        );
        _lake.Raw.Cut("tracking", Ten, whole[..(whole.Length / 2)], rows: 5_000);

        var failure = await Should.ThrowAsync<Exception>(() => _lake.RunAsync(Ten));

        failure.Message.ShouldContain("tracking");
        failure.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("tracking", 5)]
    [InlineData("tracking", 2)]
    [InlineData("devices", 5)]
    [InlineData("devices", 2)]
    public async Task Execute_FileOfOtherRowsThanItsSealSays_FailsNamingTheSideAndLeavesTheLake(string stream, int sealedRows)
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        await _lake.RunAsync(Ten);
        var lines = Enumerable
            .Range(2, 3)
            .Select(row => stream == "tracking" ? Tracked("k1", $"m{row}", "10:00:03") : Device($"k{row}", "10:00:03"));
        _lake.Raw.Cut(stream, Ten, FakeRawStore.Gzip(string.Concat(lines.Select(line => line + "\n"))), sealedRows);

        var failure = await Should.ThrowAsync<BatchStepException>(() => _lake.RunAsync(Ten));

        failure.Message.ShouldBe($"read raw_{stream}: the engine read 4 rows of files that hold {1 + sealedRows}; one is damaged.");
        (await _lake.QueryAsync("SELECT message_id FROM tracking")).ShouldBe(
            [
                ["m1"],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Execute_ForeignFiles_SetsBrokenOnesAsideAndCountsMalformedLines()
    {
        var good = Tracked("k1", "m1", "10:00:02");
        var whole = FakeRawStore.Gzip(
            string.Concat(Enumerable.Range(0, 5_000).Select(row => Tracked("k1", $"c{row * 7919}", "10:00:02") + "\n"))
        );
        _lake.Raw.Drop("devices", Ten, FakeRawStore.Gzip(Device("k1", "10:00:01")));
        _lake.Raw.Drop(
            "tracking",
            Ten,
            FakeRawStore.Gzip($"{good}\r\n\n1,\"open\n{good.Replace("m1", "m2", StringComparison.Ordinal)}\nonly,three,fields\n")
        );
        _lake.Raw.Drop("tracking", Ten, whole[..(whole.Length / 2)]);
        _lake.Raw.Drop("tracking", Ten, whole[..^3]);
        _lake.Raw.Drop("tracking", Ten, "no gzip"u8.ToArray());
        _lake.Raw.Drop("tracking", Ten, []);
        _lake.Raw.Drop("tracking", Ten, FakeRawStore.Gzip("none,of,it\n"));
        _lake.Raw.Drop("devices", Ten, FakeRawStore.Gzip("none,of,it\n"));

        var report = await _lake.RunAsync(Ten);

        report.RefusedFiles.Count.ShouldBe(3);
        report.RefusedFiles.ShouldAllBe(file => file.Reason.Contains("gzip"));
        report.Apps.ShouldBe([new EngineTally("", 3, 0, 0, 0, 3), new EngineTally("demo", 2, 2, 0, 0, 0)]);
        report.Devices.ShouldBe([new DeviceTally("", 1, 1), new DeviceTally("demo", 1, 0)]);
    }

    [Fact]
    public async Task Execute_RowWithoutAReceivedTime_BelongsToItsFoldersHour()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal(
            "tracking",
            Ten,
            RawRow.Tracking(("message_id", "m1"), ("app_id", "demo"), ("device_key", "k1")),
            RawRow.Tracking(("received_at", "yesterday"), ("message_id", "m2"), ("app_id", "demo"), ("device_key", "k1")),
            RawRow.Tracking(("received_at", "2026-11-22T11:00:00Z"), ("message_id", "m3"), ("app_id", "demo"), ("device_key", "k1"))
        );

        (await _lake.RunAsync(Ten)).Apps.ShouldBe([new EngineTally("demo", 2, 2, 0, 0, 0)]);

        (await _lake.QueryAsync("SELECT DISTINCT epoch_us(received_at) FROM tracking")).ShouldBe(
            [
                [Ten.StartMicros],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Commit_CrashBetweenAnyTwoCommits_IsFinishedByTheNextProcess()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        await _lake.RunAsync(Ten);
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m2", "10:00:03"));
        for (var crashAt = 0; crashAt <= 6; crashAt++)
        {
            var order = _lake.Order(Ten);
            var report = await _lake.ExecuteAsync(order);
            var writes = 0;
            _lake.Store.BeforeWrite = key => writes++ == crashAt ? throw new IOException($"killed before {key}") : Task.CompletedTask;
            if (crashAt < 6)
            {
                await Should.ThrowAsync<IOException>(() => _lake.Batch.CommitAsync(order, report, CancellationToken.None));
            }

            _lake.Store.BeforeWrite = static _ => Task.CompletedTask;
            _lake.Open();

            var found = await _lake.Batch.FindReportAsync(order, CancellationToken.None);
            await _lake.Batch.CommitAsync(order, found.ShouldNotBeNull(), CancellationToken.None);
            await _lake.Batch.DiscardAsync(order, "", CancellationToken.None);
            await _lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);

            (await _lake.QueryAsync("SELECT count(*) FROM tracking")).ShouldBe(
                [
                    [2L],
                ],
                new RowComparer()
            );
            (await _lake.QueryAsync("SELECT count(*), sum(events)::BIGINT FROM tracked_devices")).ShouldBe(
                [
                    [1L, 2L],
                ],
                new RowComparer()
            );
            (await _lake.QueryAsync("SELECT keys FROM devices")).ShouldBe(
                [
                    [1L],
                ],
                new RowComparer()
            );
        }
    }

    [Fact]
    public async Task Commit_AfterALaterAttempt_Stops()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        var late = _lake.Order(Ten);
        var report = await _lake.ExecuteAsync(late);
        await _lake.RunAsync(Ten);

        await Should.ThrowAsync<StaleRunException>(() => _lake.Batch.CommitAsync(late, report, CancellationToken.None));
        await Should.ThrowAsync<StaleRunException>(() => _lake.ExecuteAsync(late));
        (await _lake.QueryAsync("SELECT count(*) FROM device_keys")).ShouldBe(
            [
                [1L],
            ],
            new RowComparer()
        );
    }

    [Fact]
    public async Task Commit_WakesAfterALaterAttemptBeforeItsNote_LeavesTheLaterRunStanding()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01"));
        var early = _lake.Order(Ten);
        var report = await _lake.ExecuteAsync(early);
        var asleep = new TaskCompletionSource();
        var woken = new TaskCompletionSource();
        _lake.Store.BeforeWrite = async key =>
        {
            if (key.Contains("/committed/", StringComparison.Ordinal) && asleep.TrySetResult())
            {
                await woken.Task;
            }
        };
        var commit = _lake.Batch.CommitAsync(early, report, CancellationToken.None);
        await asleep.Task;

        var (later, _) = await _lake.RunWithOrderAsync(Ten);
        woken.SetResult();
        await commit;

        (await _lake.Batch.ListCommittedAsync(CancellationToken.None)).ShouldBe([later]);
    }

    [Fact]
    public async Task Execute_Cancelled_Stops()
    {
        _lake.Raw.Seal("tracking", Ten, Tracked("k1", "m1", "10:00:02"));
        using var cancelled = new CancellationTokenSource();
        var progress = new CancelAt("tracking_match/tracking_rows", cancelled);

        await Should.ThrowAsync<OperationCanceledException>(() => _lake.Batch.ExecuteAsync(_lake.Order(Ten), progress, cancelled.Token));
    }

    private sealed class CancelAt(string step, CancellationTokenSource source) : IRunProgress
    {
        public void Report(RunCluster value) { }

        public void Report(RunStep value)
        {
            if (value.Name == step)
            {
                source.Cancel();
            }
        }
    }
}
