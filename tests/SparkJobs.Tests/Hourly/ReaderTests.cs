using static Maas.SparkJobs.Tests.Hourly.Rows;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>Whoever reads while hours are run again sees the hour as one run or another left it.</summary>
public sealed class ReaderTests : IDisposable
{
    private const int Reruns = 12;

    private readonly LakeFixture _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Query_WhileAnHourRunsAgainAndAgain_SeesOneRunOfItInEachTable()
    {
        _lake.Raw.Seal("tracking", Ten + 1, Tracked("k1", "other", "11:00:00"));
        await RunAsync(run: 1);
        await _lake.RunAsync(Ten + 1);
        using var done = new CancellationTokenSource();
        List<IReadOnlyList<object?[]>> seen = [];
        var reader = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    seen.AddRange(
                        await _lake.QueryAllAsync(
                            "SELECT count(*), min(event), max(event) FROM tracking WHERE hr = '10'",
                            "SELECT sum(events)::BIGINT, min(latitude)::VARCHAR, max(latitude)::VARCHAR FROM tracked_devices WHERE hr = '10'"
                        )
                    );
                }
            },
            TestContext.Current.CancellationToken
        );

        for (var run = 2; run <= Reruns; run++)
        {
            await RunAsync(run);
        }

        await done.CancelAsync();
        await reader;

        seen.Count.ShouldBeGreaterThan(4);
        foreach (var answer in seen)
        {
            var row = answer.ShouldHaveSingleItem();
            // The run's number is on every row that it wrote, and is also how many they are.
            row[1].ShouldBe(row[2]);
            Convert.ToInt64(row[0]).ShouldBe((long)double.Parse((string)row[1]!, System.Globalization.CultureInfo.InvariantCulture));
        }

        (await _lake.QueryAsync("SELECT count(*) FROM tracking WHERE hr = '11'"))[0][0].ShouldBe(1L);
    }

    /// <summary>The run's number, on as many rows.</summary>
    private async Task RunAsync(int run)
    {
        _lake.Raw.Clear(Ten);
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:00"));
        _lake.Raw.Seal(
            "tracking",
            Ten,
            Enumerable
                .Range(0, run)
                .Select(row => Tracked("k1", $"m{row}", $"10:00:{row:00}", ("event", $"{run}"), ("latitude", $"{run}"), ("longitude", "1")))
        );
        await _lake.RunAsync(Ten);
    }
}
