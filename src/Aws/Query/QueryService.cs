using Maas.Aws.Thin;

namespace Maas.Aws.Query;

/// <summary>A service that speaks AWS Query: forms in, XML out. EC2's dialect of it is the same for what is asked here.</summary>
/// <param name="IsGlobal">Whether it has one endpoint for all regions of a partition.</param>
internal sealed record QueryService(string Id, string Version, string EndpointPrefix, bool IsGlobal = false)
    : ThinService(Id, Version, EndpointPrefix);
