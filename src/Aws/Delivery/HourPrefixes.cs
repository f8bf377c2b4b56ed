using System.Globalization;
using System.Runtime.CompilerServices;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;

namespace Maas.Aws.Delivery;

/// <summary>Objects below <c>{root}yyyy/MM/dd/HH/</c>.</summary>
internal static class HourPrefixes
{
    private const int FolderLength = 13;

    /// <summary>
    /// The objects of the hours from <paramref name="from"/> to <paramref name="to"/>, both included: of few hours hour by hour, of many day by
    /// day, since a listing costs by its requests.
    /// </summary>
    public static async IAsyncEnumerable<(HourWindow Hour, StoredObject Entry)> ListAsync(
        IObjectStore store,
        string root,
        HourWindow from,
        HourWindow to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var prefix in Prefixes(from, to))
        {
            await foreach (var entry in store.ListAsync(root + prefix, cancellationToken))
            {
                if (TryRead(entry.Key, root, out var hour) && hour >= from && hour <= to)
                {
                    yield return (hour, entry);
                }
            }
        }
    }

    private static IEnumerable<string> Prefixes(HourWindow from, HourWindow to)
    {
        if (to.Index - from.Index < 6)
        {
            for (var hour = from; hour <= to; hour += 1)
            {
                yield return hour.Folder + "/";
            }

            yield break;
        }

        for (var day = from.Start.UtcDateTime.Date; day <= to.Start.UtcDateTime; day = day.AddDays(1))
        {
            yield return day.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture);
        }
    }

    private static bool TryRead(string key, string root, out HourWindow hour)
    {
        hour = default;
        if (key.Length <= root.Length + FolderLength || key[root.Length + FolderLength] != '/')
        {
            return false;
        }

        var parsed = DateTimeOffset.TryParseExact(
            key.AsSpan(root.Length, FolderLength),
            "yyyy'/'MM'/'dd'/'HH",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var start
        );
        hour = parsed ? HourWindow.Of(start) : default;
        return parsed;
    }
}
