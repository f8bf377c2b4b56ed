namespace Maas.Gateway.OpenApi;

/// <summary>Which key an endpoint asks for, as endpoint metadata that the document is written from.</summary>
public enum ApiKeyKind
{
    /// <summary>An app's write key: the user name of Basic authentication, or a member of the body.</summary>
    Write,

    /// <summary>A read key, as a bearer token; an admin key is as good.</summary>
    Read,

    /// <summary>An admin key, as a bearer token.</summary>
    Admin,
}
