using System.IO.Compression;
using System.Text;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>Raw files in a folder store, sealed by delivery or of another origin.</summary>
internal sealed class FakeRawStore(FolderObjectStore store, TimeProvider time) : IRawStore
{
    private readonly List<RawFile> _files = [];
    private readonly Dictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

    /// <summary>How far around its hour a run reads folders.</summary>
    public int EdgeHours { get; set; }

    public IObjectStore Objects => store;

    private string NextName => $"{_written.Count:D4}.csv.gz";

    public TimeSpan GracePeriod => TimeSpan.FromMinutes(1);

    public void Seal(string stream, HourWindow hour, params IEnumerable<string> lines) => SealAs(NextName, stream, hour, lines);

    public void SealAs(string name, string stream, HourWindow hour, params IEnumerable<string> lines)
    {
        var list = lines.ToList();
        Write(name, stream, hour, Gzip(string.Concat(list.Select(line => line + "\n"))), list.Count);
    }

    public void Drop(string stream, HourWindow hour, byte[] content) => Write(NextName, stream, hour, content, rows: null);

    /// <summary>A file that holds less than its seal says.</summary>
    public void Cut(string stream, HourWindow hour, byte[] content, long rows) => Write(NextName, stream, hour, content, rows);

    public void Clear(HourWindow hour) => _files.RemoveAll(file => file.FolderHour == hour);

    /// <summary>Writes another file in the place of the stream's last in the hour's folder.</summary>
    public void Replace(string stream, HourWindow hour, params IEnumerable<string> lines)
    {
        var last = _files.Last(file => file.Stream == stream && file.FolderHour == hour);
        _files.Remove(last);
        Write(Path.GetFileName(last.Key), stream, hour, Gzip(string.Concat(lines.Select(line => line + "\n"))), rows: null);
    }

    public static byte[] Gzip(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    public Task SealAsync(HourWindow hour, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<RawHour>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken)
    {
        List<RawHour> hours = [];
        for (var hour = from; hour < to; hour += 1)
        {
            var files = await ListFilesAsync(hour, cancellationToken);
            if (files.Count > 0)
            {
                hours.Add(
                    new RawHour(
                        hour,
                        string.Join(',', files.Select(file => $"{file.Key}:{file.Bytes}")),
                        files.Max(file => _written[file.Key])
                    )
                );
            }
        }

        return hours;
    }

    public Task<IReadOnlyList<RawFile>> ListFilesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RawFile>>([.. _files.Where(file => Math.Abs(file.FolderHour.Index - hour.Index) <= EdgeHours)]);

    public Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<HourTally>>([]);

    private void Write(string name, string stream, HourWindow hour, byte[] content, long? rows)
    {
        var key = $"raw/{stream}/{hour.Folder}/{name}";
        Directory.CreateDirectory(Path.GetDirectoryName(store.Locate(key))!);
        File.WriteAllBytes(store.Locate(key), content);
        _written[key] = time.GetUtcNow();
        _files.Add(new RawFile(stream, key, content.Length, hour, rows));
    }
}
