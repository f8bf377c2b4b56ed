using System.Net;
using Maas.Gateway.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Hosting;

/// <summary>Refuses what would carry keys and device data over a network in the clear, unless somebody has said that it may.</summary>
internal sealed class ListenOptionsValidator(IConfiguration configuration, IOptions<ForwardingOptions> forwarding)
    : IValidateOptions<ListenOptions>
{
    public ValidateOptionsResult Validate(string? name, ListenOptions options)
    {
        if (options.AllowPlainHttp || forwarding.Value.TrustedProxyHops > 0)
        {
            return ValidateOptionsResult.Success;
        }

        var exposed = ListenAddresses.Configured(configuration).Where(IsExposed).Select(Explain).ToList();
        return exposed.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(exposed);
    }

    private static string Explain(string url) =>
        $"{url} would carry keys and device data unencrypted. Give it a certificate (docs/https.md), or set {ForwardingOptions.Section}:TrustedProxyHops to 1 where a proxy ends TLS, or {ListenOptions.Section}:AllowPlainHttp to true.";

    private static bool IsExposed(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            // What is no address at all is refused where it is opened.
            return false;
        }

        return address.Scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase)
            && !address.IsUnixPipe
            && !address.IsNamedPipe
            && !IsLoopback(address.Host.Trim('[', ']'));
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
}
