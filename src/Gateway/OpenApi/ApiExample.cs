namespace Maas.Gateway.OpenApi;

/// <summary>
/// An example of an endpoint's request or answer, as the object that the endpoint itself would read or write; so the document cannot show
/// what the code does not do.
/// </summary>
/// <param name="Status">The answer's status; null for the request's body.</param>
/// <param name="Value">The object, written as the service writes JSON.</param>
internal sealed record ApiExample(int? Status, object Value);
