using Microsoft.AspNetCore.Http;

namespace Maas.Servers.Recording;

/// <summary>Who signed a request, and for what.</summary>
internal sealed record RequestScope(string Caller, string Region, string Service)
{
    /// <summary>The account that moto plays.</summary>
    private const string Account = "123456789012";

    /// <summary>Null for a request that is not signed.</summary>
    public static RequestScope? Of(HttpRequest request)
    {
        const string Start = "Credential=";
        var authorization = request.Headers.Authorization.ToString();
        var from = authorization.IndexOf(Start, StringComparison.Ordinal);
        // KEY/DATE/REGION/SERVICE/aws4_request
        return from >= 0 && authorization[(from + Start.Length)..].Split(',')[0].Split('/') is [var caller, _, var region, var service, _]
            ? new RequestScope(caller, region, service)
            : null;
    }

    public string Arn(string resource) => $"arn:aws:{Service}:{Region}:{Account}:{resource}";

    /// <summary>Of a service that is the same in all regions.</summary>
    public static string GlobalArn(string service, string resource) => $"arn:aws:{service}::{Account}:{resource}";

    public AwsCall Call(string action, string resource) => new(Caller, $"{Service}:{action}", resource);
}
