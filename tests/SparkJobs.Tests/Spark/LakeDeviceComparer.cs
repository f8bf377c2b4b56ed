using System.Text.Json;
using System.Text.Json.Serialization;
using Maas.Tracking.Devices;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>Devices of two lakes are the same if all of their fields are, but for the run's id.</summary>
internal sealed class LakeDeviceComparer : IEqualityComparer<LakeDevice>
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public bool Equals(LakeDevice? x, LakeDevice? y) => Text(x) == Text(y);

    public int GetHashCode(LakeDevice obj) => StringComparer.Ordinal.GetHashCode(Text(obj));

    private static string Text(LakeDevice? device) => JsonSerializer.Serialize(device is null ? null : device with { RunId = "" }, Json);
}
