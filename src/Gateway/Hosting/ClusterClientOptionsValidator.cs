using System.Net;
using Maas.Contracts.Cluster;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Hosting;

internal sealed class ClusterClientOptionsValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        List<string> errors = [];
        if (options.Kind == ClusterKind.Localhost && options.GatewayPort is < 1 or > 65535)
        {
            errors.Add(
                $"{ClusterOptions.Section}:{nameof(options.GatewayPort)} is {options.GatewayPort}; give the port that the silo's own setting of this name says, 1 to 65535."
            );
        }

        if (options.AdvertisedAddress is { Length: > 0 } address && !IPAddress.TryParse(address, out _))
        {
            errors.Add(
                $"{ClusterOptions.Section}:{nameof(options.AdvertisedAddress)} is '{address}', which is no IP address: give the silo's, such as 10.0.0.7."
            );
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
