using Maas.Tracking.Csv;

namespace Maas.Simulation.Traffic;

/// <summary>
/// One request's body, with what is true of it. Its bytes lie in pooled memory until <see cref="Dispose"/>, and stay the same through every resend.
/// </summary>
public sealed class TrafficBatch : IDisposable
{
    private readonly RowBuffer _body;

    internal TrafficBatch(RowBuffer body, TrafficCounts counts, IReadOnlyList<string> messageIds, DateTimeOffset? dueAt = null)
    {
        _body = body;
        Counts = counts with { Bytes = body.Length };
        MessageIds = messageIds;
        DueAt = dueAt;
    }

    /// <summary>The JSON.</summary>
    public ReadOnlyMemory<byte> Body => _body.Memory;

    public TrafficCounts Counts { get; }

    /// <summary>The ids of the events in it that a service must store once it has acknowledged the batch.</summary>
    public IReadOnlyList<string> MessageIds { get; }

    /// <summary>When it is to be sent; null for as soon as possible.</summary>
    public DateTimeOffset? DueAt { get; }

    public void Dispose() => _body.Dispose();
}
