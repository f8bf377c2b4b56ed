using Maas.Local.Data;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Local.Delivery;

/// <summary>Removes hour folders that are older than the options keep them.</summary>
internal sealed partial class RetentionService(
    DataFolder folder,
    HourBooks books,
    IOptions<LocalDeliveryOptions> options,
    DeliveryInstruments instruments,
    TimeProvider time,
    ILogger<RetentionService> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.RetainRawFor is null && options.Value.RetainRejectedFor is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await Task.Run(RemoveExpired, stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Removes what has expired by now.</summary>
    internal void RemoveExpired()
    {
        foreach (var stream in RawStreams.All)
        {
            var age = stream == RawStream.Rejected ? options.Value.RetainRejectedFor : options.Value.RetainRawFor;
            if (age is { } kept)
            {
                TryRemove(stream, HourWindow.Of(time.GetUtcNow() - kept) - 1);
            }
        }
    }

    /// <summary>
    /// Whatever fails, of the file system or of the books, is tried again at the next tick: on a full disk this is what makes room.
    /// </summary>
    private void TryRemove(RawStream stream, HourWindow last)
    {
        var root = folder.Combine(stream.Root());
        try
        {
            foreach (var (path, hour) in HourFolders.EnumerateAll(root, new HourWindow(0), last).ToList())
            {
                TryRemove(stream, root, path, hour);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.NotRead(logger, error, stream.Root());
        }
    }

    private void TryRemove(RawStream stream, string root, string path, HourWindow hour)
    {
        try
        {
            // Noted first: an hour without files that is not noted would count as one that somebody has emptied.
            if (stream != RawStream.Rejected)
            {
                books.Expire(hour);
            }

            Directory.Delete(path, recursive: true);
            RemoveEmptyParents(path, root);
            instruments.Retired(stream);
            Log.Removed(logger, stream.Folder(hour));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException)
        {
            Log.NotRemoved(logger, error, stream.Folder(hour));
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
    }
}
