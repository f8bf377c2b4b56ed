using Maas.Local.Data;
using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Local.Delivery;

/// <summary>Removes hour folders that are older than the options keep them; of raw rows, those that the batch is done with.</summary>
/// <param name="done">The ledger of runs; null in a process without one, where nobody waits for raw rows.</param>
internal sealed partial class RetentionService(
    DataFolder folder,
    HourBooks books,
    IOptions<LocalDeliveryOptions> options,
    DeliveryInstruments instruments,
    TimeProvider time,
    ILogger<RetentionService> logger,
    IDoneHours? done = null
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>By default, how much longer than others an hour is kept whose run has not succeeded.</summary>
    private static readonly TimeSpan UnrunExtra = TimeSpan.FromDays(7);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.RetainRawFor is null && options.Value.RetainRejectedFor is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await Task.Run(() => RemoveExpiredAsync(stoppingToken), stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>
    /// Removes what has expired by now. Whatever fails, of the file system, of the books or of the ledger, is tried again at the next tick: on a
    /// full disk this is what makes room.
    /// </summary>
    internal async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        if (options.Value.RetainRejectedFor is { } rejectedFor)
        {
            foreach (var (path, hour) in Find(RawStream.Rejected, rejectedFor))
            {
                TryRemove(RawStream.Rejected, path, hour);
            }
        }

        if (options.Value.RetainRawFor is { } rawFor)
        {
            await RemoveRawAsync(rawFor, options.Value.RetainUnrunFor ?? rawFor + UnrunExtra, cancellationToken);
        }
    }

    private async Task RemoveRawAsync(TimeSpan kept, TimeSpan keptUnrun, CancellationToken cancellationToken)
    {
        var expired = RawStreams
            .OfRuns.SelectMany(stream => Find(stream, kept), static (stream, found) => (Stream: stream, found.Path, found.Hour))
            .ToLookup(static found => found.Hour);
        var finished = await FindDoneAsync(expired.Select(static hour => hour.Key), cancellationToken);
        var last = LastOlderThan(keptUnrun);
        SortedSet<HourWindow> waiting = [];
        foreach (var hour in expired)
        {
            var isDone = finished.Contains(hour.Key);
            if (!isDone && hour.Key > last)
            {
                waiting.Add(hour.Key);
                continue;
            }

            foreach (var (stream, path, _) in hour)
            {
                if (TryRemove(stream, path, hour.Key) && !isDone)
                {
                    Log.RemovedUnrun(logger, stream.Folder(hour.Key));
                }
            }
        }

        if (waiting.Count > 0)
        {
            Log.Kept(logger, waiting.Count, waiting.Min, keptUnrun);
        }
    }

    /// <summary>Asked a day at a time: mostly there is one hour to ask for. Of a day that cannot be asked for, nothing is known to be done.</summary>
    private async Task<HashSet<HourWindow>> FindDoneAsync(IEnumerable<HourWindow> hours, CancellationToken cancellationToken)
    {
        if (done is null)
        {
            return [.. hours];
        }

        HashSet<HourWindow> found = [];
        try
        {
            foreach (var day in hours.GroupBy(static hour => hour.Date))
            {
                found.UnionWith(await done.ListAsync(day.Min(), day.Max(), cancellationToken));
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotAsked(logger, error);
        }

        return found;
    }

    private IReadOnlyList<(string Path, HourWindow Hour)> Find(RawStream stream, TimeSpan age)
    {
        try
        {
            return [.. HourFolders.EnumerateAll(folder.Combine(stream.Root()), new HourWindow(0), LastOlderThan(age))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.NotRead(logger, error, stream.Root());
            return [];
        }
    }

    private HourWindow LastOlderThan(TimeSpan age) => HourWindow.Of(time.GetUtcNow() - age) - 1;

    private bool TryRemove(RawStream stream, string path, HourWindow hour)
    {
        try
        {
            // Noted first: an hour without files that is not noted would count as one that somebody has emptied.
            if (stream != RawStream.Rejected)
            {
                books.Expire(hour);
            }

            Directory.Delete(path, recursive: true);
            RemoveEmptyParents(path, folder.Combine(stream.Root()));
            instruments.Retired(stream);
            Log.Removed(logger, stream.Folder(hour));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException)
        {
            Log.NotRemoved(logger, error, stream.Folder(hour));
            return false;
        }
    }

    /// <summary>Days, months and years without folders go too. A folder that is being filled is not empty and stays.</summary>
    private static void RemoveEmptyParents(string path, string root)
    {
        for (var parent = Path.GetDirectoryName(path)!; parent.Length > root.Length; parent = Path.GetDirectoryName(parent)!)
        {
            if (Directory.EnumerateFileSystemEntries(parent).Any())
            {
                return;
            }

            Directory.Delete(parent);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4121, LogLevel.Information, "Removed {Folder}: it is older than the retention option keeps it.")]
        public static partial void Removed(ILogger logger, string folder);

        [LoggerMessage(4122, LogLevel.Warning, "{Folder} is older than the retention option keeps it, and could not be removed.")]
        public static partial void NotRemoved(ILogger logger, Exception error, string folder);

        [LoggerMessage(4123, LogLevel.Warning, "What of {Folder} is older than the retention option keeps it could not be looked for.")]
        public static partial void NotRead(ILogger logger, Exception error, string folder);

        [LoggerMessage(
            4124,
            LogLevel.Warning,
            "{Hours} hours, the oldest of them {Oldest}, are older than Maas:Delivery:RetainRawFor and stay until their run succeeds, or they are {Age} old."
        )]
        public static partial void Kept(ILogger logger, int hours, HourWindow oldest, TimeSpan age);

        [LoggerMessage(
            4125,
            LogLevel.Error,
            "The run of {Folder} has not succeeded, and its rows are in no lake: they were removed by Maas:Delivery:RetainUnrunFor."
        )]
        public static partial void RemovedUnrun(ILogger logger, string folder);

        [LoggerMessage(4126, LogLevel.Warning, "The ledger could not be asked which hours are done: they are kept.")]
        public static partial void NotAsked(ILogger logger, Exception error);
    }
}
