using System.IO.Compression;
using System.Text;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>Raw files in a folder store, sealed by delivery or of another origin.</summary>
internal sealed class FakeRawStore(FolderObjectStore store) : IRawStore
{
    private readonly List<RawFile> _files = [];

    /// <summary>How far around its hour a run reads folders.</summary>
    public int EdgeHours { get; set; }

    public IObjectStore Objects => store;

    private string NextName => $"{_files.Count:D4}.csv.gz";

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

    public Task<IReadOnlyList<RawHour>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<RawFile>> ListFilesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RawFile>>([.. _files.Where(file => Math.Abs(file.FolderHour.Index - hour.Index) <= EdgeHours)]);

    public Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private void Write(string name, string stream, HourWindow hour, byte[] content, long? rows)
    {
        var key = $"raw/{stream}/{hour.Folder}/{name}";
        Directory.CreateDirectory(Path.GetDirectoryName(store.Locate(key))!);
        File.WriteAllBytes(store.Locate(key), content);
        _files.Add(new RawFile(stream, key, content.Length, hour, rows));
    }
}
