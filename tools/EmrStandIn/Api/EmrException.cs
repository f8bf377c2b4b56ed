namespace Maas.EmrStandIn.Api;

/// <summary>An error as EMR answers it: status 400 with its type and message.</summary>
internal sealed class EmrException(string type, string message) : Exception(message)
{
    public string Type => type;

    public static EmrException Invalid(string message) => new("InvalidRequestException", message);

    public static EmrException Validation(string message) => new("ValidationException", message);
}
