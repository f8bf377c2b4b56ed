using System.Buffers;
using Maas.Gateway.Ingestion.Json;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>A body in one pooled array, with the zero bytes behind it that a <see cref="JsonCursor"/> wants, and its share of the bytes in flight.</summary>
internal sealed class RequestBody(InFlightBytes inFlight) : IDisposable
{
    private int _taken;

    public byte[] Array { get; private set; } = [];

    public int Length { get; private set; }

    public Span<byte> Free => Array.AsSpan(Length, Capacity - Length);

    private int Capacity => Math.Max(0, Array.Length - JsonCursor.Padding);

    /// <summary>Makes room for a body of this length in all; false when too much is in flight.</summary>
    public bool TryReserve(int length)
    {
        if (Array.Length > 0 && length <= Capacity)
        {
            return true;
        }

        var larger = ArrayPool<byte>.Shared.Rent(length + JsonCursor.Padding);
        if (!inFlight.TryTake(larger.Length - _taken))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _taken = larger.Length;
        Array.AsSpan(0, Length).CopyTo(larger);
        Return();
        Array = larger;
        return true;
    }

    public void Advance(int count) => Length += count;

    /// <summary>Puts the zero bytes behind the body.</summary>
    public void Seal() => Array.AsSpan(Length, JsonCursor.Padding).Clear();

    /// <summary>Has the body count as in flight, also after it was disposed, until the task has ended.</summary>
    public void ChargeUntil(Task holder)
    {
        var taken = _taken;
        _taken = 0;
        _ = holder.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                inFlight.Release(taken);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    public void Dispose()
    {
        Return();
        inFlight.Release(_taken);
        _taken = 0;
        Array = [];
        Length = 0;
    }

    private void Return()
    {
        if (Array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Array);
        }
    }
}
