using System.Text.Json.Serialization.Metadata;

namespace Maas.Aws.Json;

/// <summary>An operation of a service: its name and the shapes of its bodies.</summary>
/// <param name="Name">The name in the service model.</param>
/// <param name="Request">The request's shape; member names are the wire's.</param>
/// <param name="Response">The response's shape.</param>
internal sealed record JsonOperation<TRequest, TResponse>(string Name, JsonTypeInfo<TRequest> Request, JsonTypeInfo<TResponse> Response)
{
    /// <summary>
    /// Whether the SDK may send a call again whose outcome is a fault or is not known. False where a second execution costs or doubles
    /// something; a request rejected for the clock alone is signed and sent again all the same.
    /// </summary>
    public bool MayRepeat { get; init; } = true;
}
