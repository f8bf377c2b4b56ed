using Maas.Aws.Thin;

namespace Maas.Aws.Json;

/// <summary>The configuration of a service that speaks AWS JSON.</summary>
internal sealed class JsonServiceConfig(JsonService service) : ThinServiceConfig(service)
{
    public JsonService Service => service;
}
