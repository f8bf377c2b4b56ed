using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Hourly;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Schema;

namespace Maas.SparkJobs.Inputs;

/// <summary>The raw files of a run, ready to be read.</summary>
/// <param name="Files">The files that are read.</param>
/// <param name="Refused">The files set aside whole.</param>
/// <param name="Tracking">The tracking stream.</param>
/// <param name="Devices">The device stream.</param>
internal sealed record PreparedInputs(
    IReadOnlyList<RawFile> Files,
    IReadOnlyList<RefusedFile> Refused,
    PreparedStream Tracking,
    PreparedStream Devices
);

/// <summary>One stream's files.</summary>
/// <param name="Relation">What an engine reads.</param>
/// <param name="Rows">Rows that the engine must find in it.</param>
/// <param name="MalformedLines">Lines that are no row, and that it does not get to see.</param>
internal sealed record PreparedStream(CsvRelation Relation, long Rows, long MalformedLines);

/// <summary>
/// Finds the raw files of an hour, where delivery keeps them. What delivery sealed is read as it is, and its rows counted against the seal; what came from elsewhere
/// is verified line by line first.
/// </summary>
internal sealed class RawInputs(IRawStore raw, IObjectStore store)
{
    private const string TrackingStream = "tracking";
    private const string DeviceStream = "devices";

    public async Task<PreparedInputs> PrepareAsync(RunOrder order, IFileLease lease, CancellationToken cancellationToken)
    {
        var listed = await raw.ListFilesAsync(order.Hour, cancellationToken).ConfigureAwait(false);
        var tracking = new StreamBuilder("raw_tracking", TrackingColumns.Names);
        var devices = new StreamBuilder("raw_devices", DeviceColumns.Names);
        List<RawFile> files = [];
        List<RefusedFile> refused = [];
        foreach (var file in listed.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var stream = file.Stream switch
            {
                TrackingStream => tracking,
                DeviceStream => devices,
                _ => null,
            };
            if (stream is null)
            {
                continue;
            }

            try
            {
                await AddAsync(order, stream, file, files.Count, cancellationToken).ConfigureAwait(false);
                files.Add(file);
            }
            catch (InvalidDataException broken)
            {
                refused.Add(new RefusedFile(file.Key, broken.Message));
            }
        }

        return new PreparedInputs(
            files,
            refused,
            await tracking.BuildAsync(lease, cancellationToken).ConfigureAwait(false),
            await devices.BuildAsync(lease, cancellationToken).ConfigureAwait(false)
        );
    }

    private async Task AddAsync(RunOrder order, StreamBuilder stream, RawFile file, int number, CancellationToken cancellationToken)
    {
        if (file.Rows is { } sealedRows)
        {
            stream.Add(file, raw.Objects, [new LakeObject(file.Key, file.Bytes)], sealedRows, malformed: 0);
            return;
        }

        var foreign = new ForeignFile(raw.Objects, file.Key, stream.Columns);
        var census = await foreign.TakeCensusAsync(cancellationToken).ConfigureAwait(false);
        if (census.Clean)
        {
            stream.Add(file, raw.Objects, [new LakeObject(file.Key, file.Bytes)], census.Rows, malformed: 0);
            return;
        }

        var copies = await foreign
            .CopyCleanAsync(store, RunFolders.Side(order, $"inputs/{number:D5}"), cancellationToken)
            .ConfigureAwait(false);
        // A line that is no row says no time: as a row without one, it is its folder's hour's.
        stream.Add(file, store, copies, census.Rows, file.FolderHour == order.Hour ? census.Malformed : 0);
    }

    private sealed class StreamBuilder(string name, IReadOnlyList<string> columns)
    {
        private readonly SortedDictionary<long, List<(IObjectStore Store, IReadOnlyList<LakeObject> Objects)>> _groups = [];
        private long _rows;
        private long _malformed;

        public int Columns => columns.Count;

        public void Add(RawFile file, IObjectStore place, IReadOnlyList<LakeObject> objects, long rows, long malformed)
        {
            _rows += rows;
            _malformed += malformed;
            // A file without rows may be without bytes too, which some engines refuse to call gzip.
            if (rows == 0)
            {
                return;
            }

            if (!_groups.TryGetValue(file.FolderHour.StartMicros, out var group))
            {
                _groups[file.FolderHour.StartMicros] = group = [];
            }

            group.Add((place, objects));
        }

        /// <summary>The first column of a raw row is called <c>schema</c>, a word that SQL dialects reserve.</summary>
        public async Task<PreparedStream> BuildAsync(IFileLease lease, CancellationToken cancellationToken)
        {
            var groups = await Task.WhenAll(_groups.Select(group => FetchAsync(group.Key, group.Value, lease, cancellationToken)))
                .ConfigureAwait(false);
            return new PreparedStream(
                new CsvRelation(
                    name,
                    [.. columns.Select((column, index) => new DeltaColumn(index == 0 ? "schema_version" : column, DeltaType.String))],
                    groups
                ),
                _rows,
                _malformed
            );
        }

        private static async Task<CsvGroup> FetchAsync(
            long folderMicros,
            List<(IObjectStore Store, IReadOnlyList<LakeObject> Objects)> sources,
            IFileLease lease,
            CancellationToken cancellationToken
        )
        {
            var places = await Task.WhenAll(sources.Select(source => lease.FetchAsync(source.Store, source.Objects, cancellationToken)))
                .ConfigureAwait(false);
            return new CsvGroup(folderMicros, [.. places.SelectMany(files => files)]);
        }
    }
}
