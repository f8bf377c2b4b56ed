using System.IO.Compression;
using System.Runtime.InteropServices;
using Maas.Local.Data;
using Maas.Local.Files;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Delivery;

/// <summary>
/// Turns a closed segment into gzip CSV files, one a stream and hour. Every file gets a name that follows from the segment's, and is
/// written whole and flushed before it gets it; so a crash between any two steps is mended by doing all of them again.
/// </summary>
internal sealed class SegmentCompressor(DataFolder folder, IDurableFiles files)
{
    /// <summary>Writes the files under temporary names. Nothing is visible to readers yet.</summary>
    public PreparedSegment Prepare(ClosedSegment segment)
    {
        var outputs = new Dictionary<(RawStream Stream, HourWindow Hour), Output>();
        var delivered = new Dictionary<(HourWindow Hour, string App), DeliveredRows>();
        try
        {
            using var reader = new SegmentReader(segment.Path, segment.DurableEnd);
            while (reader.TryRead(out var frame))
            {
                var hour = frame.Hour;
                ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(delivered, (hour, frame.App), out _);
                counts += new DeliveredRows(
                    frame.RowCount(RawStream.Tracking),
                    frame.RowCount(RawStream.Devices),
                    frame.RowCount(RawStream.Rejected)
                );
                foreach (var stream in RawStreams.All)
                {
                    var rows = frame.Rows(stream);
                    if (!rows.IsEmpty)
                    {
                        Get(outputs, stream, hour, segment.Path).Write(rows);
                    }
                }
            }

            var sealedFiles = new List<(string Temporary, SealedFile File)>();
            foreach (var output in outputs.Values)
            {
                sealedFiles.Add((output.Path, output.Finish()));
            }

            foreach (var output in outputs.Values)
            {
                output.Keep();
            }

            var entry = new SealedSegment(
                Path.GetFileNameWithoutExtension(segment.Path),
                [.. sealedFiles.Select(file => file.File)],
                delivered,
                reader.TornBytes,
                reader.DamagedBytes
            );
            return new PreparedSegment(entry, sealedFiles);
        }
        finally
        {
            foreach (var output in outputs.Values)
            {
                output.Dispose();
            }
        }
    }

    /// <summary>Gives the files their names, durably.</summary>
    public void Publish(PreparedSegment prepared)
    {
        foreach (var (temporary, file) in prepared.Files)
        {
            var target = folder.Combine(file.Key);
            var parent = Path.GetDirectoryName(target)!;
            files.CreateFolder(parent);
            files.Replace(temporary, target);
            files.FlushFolder(parent);
        }
    }

    /// <summary>Removes temporary files of an attempt that failed.</summary>
    public void Discard(PreparedSegment prepared)
    {
        foreach (var (temporary, _) in prepared.Files)
        {
            files.TryDelete(temporary);
        }
    }

    private Output Get(
        Dictionary<(RawStream Stream, HourWindow Hour), Output> outputs,
        RawStream stream,
        HourWindow hour,
        string segmentPath
    )
    {
        if (!outputs.TryGetValue((stream, hour), out var output))
        {
            var key = $"{stream.Folder(hour)}/{SegmentNames.Sealed(stream, segmentPath)}";
            outputs[(stream, hour)] = output = new Output(key, Path.Combine(folder.Temporary, Guid.NewGuid().ToString("N")), files);
        }

        return output;
    }

    /// <summary>One gzip file being written.</summary>
    private sealed class Output : IDisposable
    {
        private readonly string _key;
        private readonly IDurableFiles _files;
        private readonly SafeFileHandle _file;
        private readonly HandleStream _target;
        private readonly GZipStream _gzip;
        private long _rows;
        private bool _kept;

        public Output(string key, string path, IDurableFiles files)
        {
            (_key, Path, _files) = (key, path, files);
            _file = files.Create(path);
            _target = new HandleStream(_file, files);
            _gzip = new GZipStream(_target, CompressionLevel.Fastest, leaveOpen: true);
        }

        public string Path { get; }

        public void Write(ReadOnlySpan<byte> rows)
        {
            _gzip.Write(rows);
            _rows += rows.Count((byte)'\n');
        }

        public SealedFile Finish()
        {
            _gzip.Dispose();
            _target.Flush();
            _files.Flush(_file);
            _file.Dispose();
            return new SealedFile(_key, _rows, _target.Position);
        }

        /// <summary>From now on the file is the caller's; without this it goes with the attempt, be it finished or not.</summary>
        public void Keep() => _kept = true;

        public void Dispose()
        {
            if (_kept)
            {
                return;
            }

            // Disposing the compressor would write its end: a failed attempt's file is dropped instead.
            _file.Dispose();
            _files.TryDelete(Path);
        }
    }
}
