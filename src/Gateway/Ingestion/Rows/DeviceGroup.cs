using Maas.Gateway.Ingestion.Json;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>The events of one device in a request, as a chain through the resolved events in the body's order.</summary>
internal struct DeviceGroup
{
    public JsonSpan DeviceKey;
    public ulong KeyHash;
    public int First;
    public int Last;
    public int Count;
}
