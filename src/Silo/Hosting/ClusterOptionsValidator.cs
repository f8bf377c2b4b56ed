using Maas.Contracts.Cluster;
using Microsoft.Extensions.Options;

namespace Maas.Silo.Hosting;

internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    private static readonly TimeSpan PeriodMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PeriodMax = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        string[] errors =
        [
            .. ClusterAddresses.Resolve(options, ClusterAddresses.OfThisMachine()).Errors,
            .. Outside(nameof(options.ProbeTimeout), options.ProbeTimeout),
            .. Outside(nameof(options.RefreshPeriod), options.RefreshPeriod),
        ];
        return errors.Length > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Outside(string name, TimeSpan value)
    {
        if (value < PeriodMin || value > PeriodMax)
        {
            yield return $"{ClusterOptions.Section}:{name} is {value}: give {PeriodMin} to {PeriodMax}.";
        }
    }
}
