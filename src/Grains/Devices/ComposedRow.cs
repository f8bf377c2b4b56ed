using Maas.Tracking.Csv;
using Maas.Tracking.Devices;

namespace Maas.Grains.Devices;

/// <summary>A device row on its way to delivery, and what it says. Disposed only once it is durable; else its memory is left to the collector.</summary>
internal sealed class ComposedRow : IDisposable
{
    private readonly RowBuffer _buffer = new(1024);

    /// <param name="address">The grain's key, <c>app/deviceKey</c>, UTF-8.</param>
    /// <param name="receivedAt">Microseconds since the Unix epoch, UTC.</param>
    /// <param name="eventAt">The time of the latest event, likewise.</param>
    /// <param name="content">What the row says.</param>
    public ComposedRow(ReadOnlySpan<byte> address, long receivedAt, long eventAt, in DeviceContent content)
    {
        Content = content;
        var slash = address.IndexOf((byte)'/');
        DeviceRow.Write(_buffer, address[..slash], address[(slash + 1)..], receivedAt, eventAt, content);
    }

    public DeviceContent Content { get; }

    public ReadOnlyMemory<byte> Bytes => _buffer.Memory;

    public void Dispose() => _buffer.Dispose();
}
