using System.Net;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Access;

internal sealed class ForwardingOptionsValidator : IValidateOptions<ForwardingOptions>
{
    public ValidateOptionsResult Validate(string? name, ForwardingOptions options)
    {
        var errors = new List<string>();
        if (options.TrustedProxyHops is not (0 or 1))
        {
            errors.Add($"{ForwardingOptions.Section}:TrustedProxyHops is {options.TrustedProxyHops}: use 0 (no proxy) or 1.");
        }

        if (options.TrustedProxyHops == 0 && options.TrustedProxies.Count > 0)
        {
            errors.Add($"{ForwardingOptions.Section}:TrustedProxies is set but TrustedProxyHops is 0: set it to 1, or remove the proxies.");
        }

        foreach (var proxy in options.TrustedProxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _)))
        {
            errors.Add(
                $"{ForwardingOptions.Section}:TrustedProxies holds '{proxy}': use an address like 10.0.0.7 or a network like 10.0.0.0/8."
            );
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
