using System.Diagnostics;
using Maas.Simulation.Csv;
using Maas.Tracking.Runs;

namespace Maas.ReferenceHour;

/// <summary>Writes the hours and runs all but the last into the lake. What an earlier preparation of the folder has done is kept.</summary>
internal static class Preparation
{
    public static async Task RunAsync(BenchOptions options)
    {
        var made = new HourOfCsvOptions
        {
            Folder = options.Folder,
            Start = options.First,
            Hours = options.Hours,
            Scale = options.Scale,
        };
        if (!File.Exists(made.TruthPath))
        {
            var started = Stopwatch.GetTimestamp();
            await new HourOfCsv(made).WriteAsync(progress: null, CancellationToken.None);
            Console.WriteLine($"wrote {options.Hours} hours in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
        }

        using var host = new BatchHost(options.Folder);
        var done = (await host.Batch.ListCommittedAsync(CancellationToken.None)).Select(static run => run.Hour).ToHashSet();
        for (var hour = options.First; hour < options.Last; hour += 1)
        {
            if (done.Contains(hour))
            {
                continue;
            }

            var started = Stopwatch.GetTimestamp();
            var order = new RunOrder($"{hour.Start:yyyyMMddHH}-prepared", hour, 1, Provisional: false, DryRun: false);
            var report = await host.Batch.ExecuteAsync(order, IRunProgress.None, CancellationToken.None);
            await host.Batch.CommitAsync(order, report, CancellationToken.None);
            Console.WriteLine(
                $"{hour}: {report.Apps.Sum(static app => app.Matched):N0} matched in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"
            );
        }

        await host.Raw.ListFilesAsync(options.Last, CancellationToken.None);
    }
}
