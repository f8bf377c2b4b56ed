using Maas.Aws.Thin;

namespace Maas.Aws.Json;

/// <summary>A service that speaks AWS JSON 1.1.</summary>
/// <param name="TargetPrefix">What stands before the operation in <c>X-Amz-Target</c>.</param>
internal sealed record JsonService(string Id, string Version, string EndpointPrefix, string TargetPrefix)
    : ThinService(Id, Version, EndpointPrefix);
