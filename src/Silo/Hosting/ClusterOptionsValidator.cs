using Maas.Contracts.Cluster;
using Microsoft.Extensions.Options;

namespace Maas.Silo.Hosting;

internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options) =>
        ClusterAddresses.Resolve(options, ClusterAddresses.OfThisMachine()).Errors is { Length: > 0 } errors
            ? ValidateOptionsResult.Fail(errors)
            : ValidateOptionsResult.Success;
}
