using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Delivery;

/// <summary>
/// The objects that Firehose wrote. Its folders are the hours of arrival, not of reception: an object lies in the hour of its first record,
/// which may have come before the hour's end and hold rows of after it, and a row received at an hour's end may arrive after it. So an hour is
/// read from its own folder, from the end of the one before and from the start of the one after.
/// </summary>
internal sealed class FirehoseRawStore(
    IObjectStore store,
    FirehoseDeliveryStream stream,
    SiloBooks books,
    IOptions<FirehoseDeliveryOptions> options
) : IRawStore
{
    /// <summary>
    /// The longest from a row's reception to its arrival, with room to spare: an append is answered long before, or it failed. Also how much
    /// later than its buffer interval an object may be expected, since Firehose calls the interval a hint.
    /// </summary>
    internal static readonly TimeSpan Lateness = TimeSpan.FromMinutes(5);

    public TimeSpan GracePeriod => TimeSpan.FromSeconds(options.Value.BufferSeconds) + Lateness;

    public bool FilesLag => true;

    public IObjectStore Objects => store;

    /// <summary>
    /// Sends what lingers, and saves the counts. What Firehose itself still buffers cannot be hurried; once the grace period of the hour is
    /// over it holds nothing of the hour.
    /// </summary>
    public async Task SealAsync(HourWindow hour, CancellationToken cancellationToken)
    {
        stream.Hurry();
        await books.SaveAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<RawHour>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<HourWindow, List<StoredObject>>();
        var own = new HashSet<HourWindow>();
        foreach (var rawStream in RawStreams.OfRuns)
        {
            await foreach (var (folder, entry) in ListAsync(rawStream, from - 1, to + 1, cancellationToken))
            {
                own.Add(folder);
                foreach (var hour in HoursOf(folder, entry.Key))
                {
                    (files.TryGetValue(hour, out var list) ? list : files[hour] = []).Add(entry);
                }
            }
        }

        var hours = new SortedSet<HourWindow>(own.Where(hour => hour >= from && hour <= to));
        foreach (var counted in await books.ListHoursAsync(from, to, cancellationToken))
        {
            // Without a file of its own an hour is listed only if rows are missing in it, or lie in its neighbours.
            if (!hours.Contains(counted) && (await books.ReadAsync(counted, cancellationToken)).Any(t => t.Delivered + t.DeviceRows > 0))
            {
                hours.Add(counted);
            }
        }

        return [.. hours.Select(hour => Describe(hour, files.GetValueOrDefault(hour) ?? []))];
    }

    public async Task<IReadOnlyList<RawFile>> ListFilesAsync(HourWindow hour, CancellationToken cancellationToken)
    {
        var files = new List<RawFile>();
        foreach (var rawStream in RawStreams.OfRuns)
        {
            await foreach (var (folder, entry) in ListAsync(rawStream, hour - 1, hour + 1, cancellationToken))
            {
                if (HoursOf(folder, entry.Key).Contains(hour))
                {
                    // Who counts rows is delivery, by hour: of an object it knows nothing.
                    files.Add(new RawFile(rawStream.Name(), entry.Key, entry.Bytes, folder, Rows: null));
                }
            }
        }

        return files;
    }

    public Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        books.ReadAsync(hour, cancellationToken);

    /// <summary>The hours that an object in the folder may hold rows of.</summary>
    internal IEnumerable<HourWindow> HoursOf(HourWindow folder, string key)
    {
        yield return folder;
        if (FirehoseKey.ReadTime(key) is not { } time)
        {
            yield break;
        }

        if (time < folder.Start + Lateness)
        {
            yield return folder - 1;
        }

        if (time >= folder.End - GracePeriod)
        {
            yield return folder + 1;
        }
    }

    private async IAsyncEnumerable<(HourWindow Folder, StoredObject Entry)> ListAsync(
        RawStream rawStream,
        HourWindow from,
        HourWindow to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var entry in HourPrefixes.ListAsync(store, rawStream.Root() + "/", from, to, cancellationToken))
        {
            if (FirehoseKey.IsRawFile(entry.Entry.Key))
            {
                yield return entry;
            }
        }
    }

    private static RawHour Describe(HourWindow hour, List<StoredObject> files)
    {
        var text = new StringBuilder();
        foreach (var file in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            text.Append(file.Key).Append(':').Append(file.Bytes.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
        var changedAt = files.Count == 0 ? DateTimeOffset.UnixEpoch : files.Max(file => file.ModifiedAt);
        return new RawHour(hour, mark, changedAt);
    }
}
