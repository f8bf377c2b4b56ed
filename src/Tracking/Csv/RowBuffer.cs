using System.Buffers;
using System.Runtime.CompilerServices;

namespace Maas.Tracking.Csv;

/// <summary>
/// A growing byte buffer on rented memory into which finished rows are written. Not thread-safe.
/// Ownership passes with the bytes: call <see cref="Dispose"/> only when nobody can still read <see cref="Memory"/>; when the outcome of
/// a delivery is unknown, drop the buffer instead, so that its array is never rented out again while a writer may read it.
/// </summary>
public sealed class RowBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _array;
    private int _length;

    public RowBuffer(int capacity = 16 * 1024) => _array = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte value)
    {
        var (array, length) = (_array, _length);
        if ((uint)length < (uint)array.Length)
        {
            array[length] = value;
            _length = length + 1;
        }
        else
        {
            AppendGrown(new ReadOnlySpan<byte>(in value));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var length = _length;
        if (bytes.Length <= _array.Length - length)
        {
            bytes.CopyTo(_array.AsSpan(length));
            _length = length + bytes.Length;
        }
        else
        {
            AppendGrown(bytes);
        }
    }

    /// <summary>Appends a copy of bytes that were written before.</summary>
    public void AppendAgain(int start, int end)
    {
        var target = GetSpan(end - start);
        Span[start..end].CopyTo(target);
        _length += end - start;
    }

    /// <summary>Cuts the buffer back to <paramref name="length"/> bytes, to undo a row that turned out to be bad.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length);
        _length = length;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_array.Length - _length));
        _length += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_array.Length - _length < Math.Max(sizeHint, 1))
        {
            Grow(Math.Max(sizeHint, 1));
        }

        return _array.AsSpan(_length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _ = GetSpan(sizeHint);
        return _array.AsMemory(_length);
    }

    public void Dispose()
    {
        var array = _array;
        _array = [];
        _length = 0;
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendGrown(scoped ReadOnlySpan<byte> bytes)
    {
        Grow(bytes.Length);
        bytes.CopyTo(_array.AsSpan(_length));
        _length += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_array.Length * 2, _length + needed)));
        _array.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
