using System.Text.Json;
using System.Text.Json.Serialization;
using Maas.Gateway.Health;
using Maas.Gateway.Registry;
using Maas.Gateway.Runs;

namespace Maas.Gateway;

/// <summary>
/// How the service writes JSON: camelCase, absent members left out, enums as camelCase words, times as <c>2026-11-22T23:24:03.799Z</c>.
/// </summary>
[JsonSerializable(typeof(DeviceResponse))]
[JsonSerializable(typeof(DeviceListResponse))]
[JsonSerializable(typeof(RunPeriodRequest))]
[JsonSerializable(typeof(RunsRequestedResponse))]
[JsonSerializable(typeof(RunListResponse))]
[JsonSerializable(typeof(HourListResponse))]
[JsonSerializable(typeof(BackfillListResponse))]
[JsonSerializable(typeof(LivenessResponse))]
[JsonSerializable(typeof(ReadinessResponse))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
