namespace Maas.Aws.Thin;

/// <summary>An AWS service of which the product uses little, by the names that its service model gives.</summary>
/// <param name="Id">The SDK's service id: <c>AWS_ENDPOINT_URL_{ID}</c> overrides the endpoint.</param>
/// <param name="Version">The API's version, a date.</param>
/// <param name="EndpointPrefix">The endpoint's first label, and the name that requests are signed for.</param>
internal abstract record ThinService(string Id, string Version, string EndpointPrefix);
