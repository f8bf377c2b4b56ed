using Maas.Tracking.Devices;
using Orleans.Storage;

namespace Maas.Grains.Devices;

/// <summary>
/// Reads and writes devices' states in grain storage. Used in place of <c>IPersistentState</c>, which would cost every device a few
/// objects for as long as it lives.
/// </summary>
internal sealed class DeviceStore(IGrainStorage storage, DeviceLimits limits)
{
    internal const string StateName = "device";

    /// <summary>The stored state and its etag; a new state and no etag when there is none.</summary>
    public async Task<(DeviceState State, RecordTag Tag)> ReadAsync(GrainId device)
    {
        var record = new GrainState<DeviceRecord> { State = new DeviceRecord() };
        await storage.ReadStateAsync(StateName, device, record);
        var bytes = record.RecordExists ? record.State.Bytes : [];
        return (bytes.Length == 0 ? new DeviceState() : DeviceStateCodec.Decode(bytes, limits), new RecordTag(record.ETag));
    }

    /// <summary>The etag of what is stored, whether or not this program can read it.</summary>
    public async Task<RecordTag> ReadTagAsync(GrainId device)
    {
        var record = new GrainState<DeviceRecord> { State = new DeviceRecord() };
        await storage.ReadStateAsync(StateName, device, record);
        return new RecordTag(record.ETag);
    }

    /// <summary>Writes bytes over the record with the etag and returns the new one.</summary>
    /// <exception cref="InconsistentStateException">Another activation has written since.</exception>
    public async Task<RecordTag> WriteAsync(GrainId device, byte[] bytes, RecordTag tag)
    {
        var etag = tag.Value;
        var record = new GrainState<DeviceRecord>
        {
            State = new DeviceRecord { Bytes = bytes },
            ETag = etag!,
            RecordExists = etag is not null,
        };
        await storage.WriteStateAsync(StateName, device, record);
        return new RecordTag(record.ETag);
    }
}
