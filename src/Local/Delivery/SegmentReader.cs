using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Delivery;

/// <summary>
/// Reads a segment's whole frames in order. Bytes that are no frame are skipped to the next place where one begins: a torn tail is
/// skipped to the end, and damage in the middle costs only the frames it touches.
/// </summary>
internal sealed class SegmentReader : IDisposable
{
    private const int ChunkBytes = 256 * 1024;

    private readonly SafeFileHandle _file;
    private readonly ulong _salt;
    private readonly long _end;
    private readonly long _missing;
    private readonly bool _endIsDurable;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private long _bufferStart;
    private int _buffered;
    private long _position;
    private long _skippedSinceFrame;
    private long _damaged;

    /// <param name="path">The segment.</param>
    /// <param name="end">Where the segment's durable bytes end, if that is known; else all of the file is looked at.</param>
    public SegmentReader(string path, long? end)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        _salt = Frame.Salt(Path.GetFileName(path));
        var length = RandomAccess.GetLength(_file);
        _end = Math.Min(end ?? length, length);
        _missing = Math.Max(0, (end ?? length) - length);
        _endIsDurable = end is not null;
    }

    /// <summary>Bytes after the last whole frame: what a crash tore. None where the durable end is known, for then they were durable.</summary>
    public long TornBytes => _endIsDurable ? 0 : _skippedSinceFrame;

    /// <summary>
    /// Bytes between whole frames that are no frame: damage, or a group that a power cut stored in parts. Where the durable end is known,
    /// all bytes before it that are no frame, or gone.
    /// </summary>
    public long DamagedBytes => _damaged + (_endIsDurable ? _skippedSinceFrame + _missing : 0);

    public bool TryRead(out FrameView frame)
    {
        while (_position + Frame.HeaderBytes <= _end)
        {
            var length = Frame.ReadLength(Peek(Frame.HeaderBytes));
            if (length >= 0 && _position + length <= _end)
            {
                var bytes = Peek((int)length);
                if (Frame.Verify(bytes, _salt, _position))
                {
                    _position += length;
                    _damaged += _skippedSinceFrame;
                    _skippedSinceFrame = 0;
                    frame = new FrameView(bytes);
                    return true;
                }
            }

            SkipToMagic();
        }

        Skip(_end - _position);
        frame = default;
        return false;
    }

    public void Dispose()
    {
        _file.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void SkipToMagic()
    {
        Skip(1);
        while (_position < _end)
        {
            var window = Peek((int)Math.Min(ChunkBytes, _end - _position));
            var found = window.IndexOf(Frame.Magic);
            if (found >= 0)
            {
                Skip(found);
                return;
            }

            // The magic may begin in the last bytes of this window.
            Skip(Math.Max(1, window.Length - Frame.Magic.Length + 1));
        }
    }

    private void Skip(long bytes)
    {
        _position += bytes;
        _skippedSinceFrame += bytes;
    }

    /// <summary>The bytes from the position on, read ahead by whole chunks.</summary>
    private ReadOnlySpan<byte> Peek(int length)
    {
        var at = (int)(_position - _bufferStart);
        if (at > _buffered || _buffered - at < length)
        {
            Fill(length);
            at = 0;
        }

        return _buffer.AsSpan(at, length);
    }

    private void Fill(int length)
    {
        var kept = (int)Math.Max(0, _bufferStart + _buffered - _position);
        var from = _buffered - kept;
        var target = length > _buffer.Length ? ArrayPool<byte>.Shared.Rent(length) : _buffer;
        _buffer.AsSpan(from, kept).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_bufferStart, _buffered) = (_position, kept);
        while (_buffered < length)
        {
            var room = (int)Math.Min(_buffer.Length - _buffered, _end - _bufferStart - _buffered);
            var read = RandomAccess.Read(_file, _buffer.AsSpan(_buffered, room), _bufferStart + _buffered);
            if (read == 0)
            {
                throw new EndOfStreamException("The segment became shorter while it was read.");
            }

            _buffered += read;
        }
    }
}
