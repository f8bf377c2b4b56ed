using Maas.Tracking.Objects;
using Maas.Tracking.Time;

namespace Maas.Tracking.Delivery;

/// <summary>
/// The reading side of a delivery stream: which files a run of an hour reads, and what delivery counted. Which folders belong to an hour
/// is this port's to say (local files: the hour's own; Firehose: also what is near it in the neighbouring hours).
/// </summary>
public interface IRawStore
{
    /// <summary>
    /// How long after an hour's end its files can be expected to be complete: longer than any buffer of the delivery stream.
    /// </summary>
    TimeSpan GracePeriod { get; }

    /// <summary>
    /// Whether rows can be unreadable after <see cref="SealAsync"/> until the grace period of their hour is over, since the delivery stream
    /// buffers them where nobody can hurry it (Firehose). A run of an open hour then may read fewer rows than were counted.
    /// </summary>
    bool FilesLag => false;

    /// <summary>Where the listed files are read from: the store of their keys.</summary>
    IObjectStore Objects { get; }

    /// <summary>Seals what is open of the hour and waits until it is readable, so that a run sees every row acknowledged before the call.</summary>
    Task SealAsync(HourWindow hour, CancellationToken cancellationToken);

    /// <summary>
    /// Hours from <paramref name="from"/> to <paramref name="to"/>, both included, that hold raw files, ascending, each with a mark that
    /// changes whenever a file of the hour is added, removed, or replaced by one of another length. Times are no part of it: files copied
    /// back from elsewhere are the same files.
    /// </summary>
    Task<IReadOnlyList<RawHour>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken);

    /// <summary>The sealed files that hold rows of the hour. Half-written files are never listed.</summary>
    Task<IReadOnlyList<RawFile>> ListFilesAsync(HourWindow hour, CancellationToken cancellationToken);

    /// <summary>What delivery counted in the hour, an entry an app.</summary>
    Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken);
}

/// <summary>An hour that holds raw files.</summary>
/// <param name="Hour">The hour.</param>
/// <param name="Mark">Changes with the set of files of the hour: a digest of their names and lengths.</param>
/// <param name="LastChangedAt">When the newest file appeared: what "quiet for a while" is measured from.</param>
public sealed record RawHour(HourWindow Hour, string Mark, DateTimeOffset LastChangedAt);

/// <summary>A sealed raw file.</summary>
/// <param name="Stream"><c>tracking</c> or <c>devices</c>.</param>
/// <param name="Key">The object key, such as <c>raw/tracking/2026/11/22/23/….csv.gz</c>.</param>
/// <param name="Bytes">Length as stored.</param>
/// <param name="FolderHour">The hour of the folder it lies in: the hour of its rows without a valid <c>received_at</c>.</param>
/// <param name="Rows">Rows, as counted by delivery when it sealed the file; null for a file of another origin, which is verified first.</param>
public sealed record RawFile(string Stream, string Key, long Bytes, HourWindow FolderHour, long? Rows);
