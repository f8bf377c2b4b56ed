using Maas.Local.Files;
using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Delivery;

/// <summary>An append-only stream over a file handle, whose writes go through the calls that tests can let fail.</summary>
internal sealed class HandleStream(SafeFileHandle file, IDurableFiles files) : Stream
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private long _written;
    private int _buffered;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Position;

    public override long Position
    {
        get => _written + _buffered;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_buffered == _buffer.Length)
            {
                Flush();
            }

            var count = Math.Min(buffer.Length, _buffer.Length - _buffered);
            buffer[..count].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += count;
            buffer = buffer[count..];
        }
    }

    public override void Flush()
    {
        if (_buffered > 0)
        {
            files.Write(file, [_buffer.AsMemory(0, _buffered)], _written);
            _written += _buffered;
            _buffered = 0;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
