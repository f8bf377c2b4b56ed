using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Maas.Local.Data;
using Maas.Local.Objects;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;
using Microsoft.Extensions.Options;

namespace Maas.Local.Delivery;

/// <summary>
/// The hour files of the data folder: those that delivery sealed, and those that other tools dropped beside them. Whoever asks at a start
/// waits for what an earlier one left: its rows may be of any hour.
/// </summary>
internal sealed class LocalRawStore(
    DataFolder folder,
    DirectoryObjectStore objects,
    LocalDeliveryStream stream,
    SegmentSealer sealer,
    HourBooks books,
    UnsealedRows unsealed,
    IOptions<LocalDeliveryOptions> options
) : IRawStore
{
    public IObjectStore Objects => objects;

    public TimeSpan GracePeriod => options.Value.GracePeriod;

    public Task SealAsync(HourWindow hour, CancellationToken cancellationToken) => stream.SealAsync(hour, cancellationToken);

    public Task<IReadOnlyList<RawHour>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<RawHour>>(() => ListHours(from, to, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RawFile>> ListFilesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<RawFile>>(
            () =>
                sealer.WhileSettled(() =>
                {
                    var files = new List<RawFile>();
                    foreach (var rawStream in RawStreams.OfRuns)
                    {
                        foreach (var (key, info) in FilesOf(rawStream, hour))
                        {
                            var known = books.FindFile(key);
                            var rows = known?.Bytes == info.Length ? known.Rows : (long?)null;
                            files.Add(new RawFile(rawStream.Name(), key, info.Length, hour, rows));
                        }
                    }

                    return files;
                }),
            cancellationToken
        );

    public Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        ReadAsync(
            () =>
            {
                stream.FlushCounts();
                return sealer.WhileSettled(() => Join(books.Read(hour), unsealed.Read(hour)));
            },
            cancellationToken
        );

    private async Task<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        await sealer.WhenLeftTried().WaitAsync(cancellationToken);
        return await Task.Run(read, cancellationToken);
    }

    /// <summary>
    /// Hours whose folder holds files, and hours that rows were delivered in although their files are gone: somebody removed them, and
    /// a run has to say so.
    /// </summary>
    private List<RawHour> ListHours(HourWindow from, HourWindow to, CancellationToken cancellationToken)
    {
        var hours = new SortedSet<HourWindow>(books.ReadHours(from, to));
        foreach (var rawStream in RawStreams.OfRuns)
        {
            hours.UnionWith(HourFolders.Enumerate(folder.Combine(rawStream.Root()), from, to));
        }

        var listed = new List<RawHour>(hours.Count);
        foreach (var hour in hours)
        {
            cancellationToken.ThrowIfCancellationRequested();
            listed.Add(Describe(hour));
        }

        return listed;
    }

    private RawHour Describe(HourWindow hour)
    {
        var text = new StringBuilder();
        var changedAt = DateTimeOffset.UnixEpoch;
        foreach (var rawStream in RawStreams.OfRuns)
        {
            foreach (var (key, info) in FilesOf(rawStream, hour))
            {
                text.Append(key).Append(':').Append(info.Length.ToString(CultureInfo.InvariantCulture)).Append('\n');
                changedAt = Later(changedAt, info.LastWriteTimeUtc);
            }

            // A file that was moved here keeps its own time; the folder's tells when it appeared.
            var directory = new DirectoryInfo(folder.Combine(rawStream.Folder(hour)));
            changedAt = directory.Exists ? Later(changedAt, directory.LastWriteTimeUtc) : changedAt;
        }

        var mark = Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(text.ToString())));
        return new RawHour(hour, mark, changedAt);
    }

    private List<(string Key, FileInfo Info)> FilesOf(RawStream rawStream, HourWindow hour)
    {
        var key = rawStream.Folder(hour);
        var directory = new DirectoryInfo(folder.Combine(key));
        if (!directory.Exists)
        {
            return [];
        }

        return
        [
            .. directory
                .EnumerateFiles()
                .Where(file => HourFolders.IsRawFile(file.Name))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => ($"{key}/{file.Name}", file)),
        ];
    }

    /// <summary>Adds what is durable but not sealed yet.</summary>
    private static IReadOnlyList<HourTally> Join(IReadOnlyList<HourTally> entered, Dictionary<string, DeliveredRows> open)
    {
        if (open.Count == 0)
        {
            return entered;
        }

        var tallies = entered.ToDictionary(tally => tally.App, StringComparer.Ordinal);
        foreach (var (app, rows) in open)
        {
            var tally = tallies.GetValueOrDefault(app) ?? new HourTally(app, 0, 0, 0, 0, 0);
            tallies[app] = tally with
            {
                Delivered = tally.Delivered + rows.Tracking,
                DeviceRows = tally.DeviceRows + rows.Devices,
                SetAside = tally.SetAside + rows.Rejected,
            };
        }

        return [.. tallies.Values.OrderBy(tally => tally.App, StringComparer.Ordinal)];
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTime right) =>
        right > left.UtcDateTime ? new DateTimeOffset(right, TimeSpan.Zero) : left;
}
