using Maas.Grains.Runs;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Maas.Grains.Tests.Runs;

/// <summary>What dashboards and alerts see of runs.</summary>
public sealed class RunMetricsTests : IAsyncDisposable
{
    private readonly World _world = new();
    private readonly Process _process;

    public RunMetricsTests() => _process = new(_world);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task Tick_HourRuns_CountsTheRunAndItsBooksByAppAndKind()
    {
        _world.AddRows(World.Hour, 10);
        _world.Reads[World.Hour] = [new("demo", 12, Matched: 6, Unmatched: 3, Duplicate: 2, Bad: 1)];
        using var rows = Collect<long>("maas.runs.rows");
        using var runs = Collect<long>("maas.runs");

        await _process.TickAsync();

        rows.GetMeasurementSnapshot()
            .ToDictionary(row => ((string)row.Tags["app"]!, (string)row.Tags["kind"]!), row => row.Value)
            .ShouldBe(
                new Dictionary<(string, string), long>
                {
                    [("demo", "delivered")] = 10,
                    [("demo", "set_aside")] = 2,
                    [("demo", "repeated")] = 3,
                    [("demo", "refused")] = 4,
                    [("demo", "read")] = 12,
                    [("demo", "surplus")] = 2,
                    [("demo", "matched")] = 6,
                    [("demo", "unmatched")] = 3,
                    [("demo", "duplicate")] = 2,
                    [("demo", "bad")] = 1,
                },
                ignoreOrder: true
            );
        var run = runs.GetMeasurementSnapshot().ShouldHaveSingleItem();
        (run.Value, run.Tags["outcome"], run.Tags["kind"]).ShouldBe((1, nameof(RunState.Succeeded), "final"));
    }

    [Fact]
    public async Task Tick_BooksAreShort_CountsAFailedRunAndAnHourThatFailed()
    {
        _world.AddRows(World.Hour, 10);
        _world.Reads[World.Hour] = [new("demo", 9, 9, 0, 0, 0)];
        using var runs = Collect<long>("maas.runs");
        using var hours = Collect<int>("maas.runs.hours");

        await _process.TickAsync();
        await _process.TickAsync();
        hours.RecordObservableInstruments();

        runs.GetMeasurementSnapshot().ShouldHaveSingleItem().Tags["outcome"].ShouldBe(nameof(RunState.Failed));
        hours.GetMeasurementSnapshot().Single(hour => (string)hour.Tags["state"]! == nameof(HourState.Failed)).Value.ShouldBe(1);
    }

    private MetricCollector<T> Collect<T>(string instrument)
        where T : struct => new(_process.Meters, RunMetrics.MeterName, instrument);
}
