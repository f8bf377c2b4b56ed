using System.IO.Compression;
using Maas.Tracking.Csv;

namespace Maas.Simulation.Csv;

/// <summary>A raw file in the making: rows are gathered and written in large pieces.</summary>
internal sealed class CsvFile : IDisposable
{
    private const int PieceBytes = 128 * 1024;

    private readonly RowBuffer _rows = new(PieceBytes + (16 * 1024));
    private readonly Stream _stream;
    private long _written;

    public CsvFile(string folder, string name, bool gzip)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + (gzip ? ".csv.gz" : ".csv"));
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
    }

    /// <summary>Uncompressed bytes so far.</summary>
    public long Bytes => _written + _rows.Length;

    /// <summary>Where the next row goes.</summary>
    public RowBuffer Row
    {
        get
        {
            if (_rows.Length >= PieceBytes)
            {
                Flush();
            }

            return _rows;
        }
    }

    public void Dispose()
    {
        Flush();
        _stream.Dispose();
        _rows.Dispose();
    }

    private void Flush()
    {
        _stream.Write(_rows.Span);
        _written += _rows.Length;
        _rows.Truncate(0);
    }
}
