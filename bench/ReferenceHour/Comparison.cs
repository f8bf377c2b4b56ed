using DuckDB.NET.Data;
using Maas.Tracking.Runs;
using Maas.Tracking.Schema;

namespace Maas.ReferenceHour;

/// <summary>The measured hour through both jobs, in turns with DuckDB's own copy of the same files to Parquet, in one process.</summary>
internal sealed class Comparison(BenchOptions options)
{
    private const int StepsShown = 20;

    private readonly List<Measurement> _copies = [];
    private readonly List<Measurement> _runs = [];
    private readonly Dictionary<string, List<double>> _steps = new(StringComparer.Ordinal);

    public async Task RunAsync()
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            var copy = await CopyAsync();
            var run = await RunHourAsync(round);
            _copies.Add(copy);
            _runs.Add(run);
            Console.WriteLine(
                $"round {round}: copy {copy}, run {run}, ratio {run.Seconds / copy.Seconds:F2}, of CPU {run.CpuSeconds / copy.CpuSeconds:F2}"
            );
        }

        Console.WriteLine(
            $"medians: ratio {Median(Ratios(static one => one.Seconds)):F2}, of CPU {Median(Ratios(static one => one.CpuSeconds)):F2}; the run's steps:"
        );
        foreach (var (name, seconds) in _steps.OrderByDescending(static step => Median(step.Value)).Take(StepsShown))
        {
            Console.WriteLine($"  {name, -34} {Median(seconds), 6:F2} s");
        }

        Console.WriteLine(
            $"  {"all other steps", -34} {_steps.OrderByDescending(static step => Median(step.Value)).Skip(StepsShown).Sum(static step => Median(step.Value)), 6:F2} s"
        );
    }

    private async Task<Measurement> CopyAsync()
    {
        var clock = new MeasurementClock();
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        foreach (
            var (stream, columns) in (ReadOnlySpan<(string, IReadOnlyList<string>)>)
                [("tracking", TrackingColumns.Names), ("devices", DeviceColumns.Names)]
        )
        {
            var files = Path.Combine(options.Folder, "raw", stream, options.Last.Folder, "*.csv.gz");
            var types = string.Join(", ", columns.Select(static column => $"'{column}': 'VARCHAR'"));
            command.CommandText =
                $"COPY (SELECT * FROM read_csv('{files}', header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
                + $"columns = {{{types}}})) TO '{options.CopyPath}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        return clock.Stop();
    }

    private async Task<Measurement> RunHourAsync(int round)
    {
        var mark = new LakeMark(options.Folder);
        var order = new RunOrder($"{options.Last.Start:yyyyMMddHH}-{round:D5}", options.Last, round, Provisional: false, DryRun: false);
        using var host = new BatchHost(options.Folder, options.Engine);
        var clock = new MeasurementClock();
        var report = await host.Batch.ExecuteAsync(order, IRunProgress.None, CancellationToken.None);
        var executed = clock.Stop();
        await host.Batch.CommitAsync(order, report, CancellationToken.None);
        var committed = clock.Stop();
        foreach (var step in report.Steps)
        {
            Add(step.Name, step.Elapsed.TotalSeconds);
        }

        Add("around the steps", executed.Seconds - report.Steps.Sum(static step => step.Elapsed.TotalSeconds));
        Add("commit", committed.Seconds - executed.Seconds);
        if (round == options.Rounds)
        {
            await Reading.MergeBackAsync(host, order, report);
            await Reading.RangeAsync(host, options);
        }

        mark.Return(order);
        return committed;
    }

    private void Add(string step, double seconds)
    {
        if (!_steps.TryGetValue(step, out var list))
        {
            _steps[step] = list = [];
        }

        list.Add(seconds);
    }

    private List<double> Ratios(Func<Measurement, double> of) => [.. _runs.Zip(_copies, (run, copy) => of(run) / of(copy))];

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
