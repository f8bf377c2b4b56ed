namespace Maas.Aws.Json;

/// <summary>An AWS service that speaks AWS JSON 1.1, by the names that its service model gives.</summary>
/// <param name="Id">The SDK's service id: <c>AWS_ENDPOINT_URL_{ID}</c> overrides the endpoint.</param>
/// <param name="Version">The API's version, a date.</param>
/// <param name="EndpointPrefix">The endpoint's first label, and the name that requests are signed for.</param>
/// <param name="TargetPrefix">What stands before the operation in <c>X-Amz-Target</c>.</param>
internal sealed record JsonService(string Id, string Version, string EndpointPrefix, string TargetPrefix);
