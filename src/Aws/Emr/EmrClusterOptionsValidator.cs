using Maas.Aws.Prices;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Emr;

/// <summary>Reports every bad value at once, each with its key and the fix.</summary>
internal sealed class EmrClusterOptionsValidator : IValidateOptions<EmrClusterOptions>
{
    /// <summary>EMR takes 50 tags; the product sets the others.</summary>
    private const int TagsMax = 40;

    public ValidateOptionsResult Validate(string? name, EmrClusterOptions options)
    {
        List<string> errors = [];
        Filled(nameof(options.ReleaseLabel), options.ReleaseLabel);
        Filled(nameof(options.ServiceRole), options.ServiceRole);
        Filled(nameof(options.InstanceProfile), options.InstanceProfile);
        if (options.LogUri is { } logs && !logs.StartsWith("s3://", StringComparison.Ordinal))
        {
            errors.Add($"{EmrClusterOptions.Section}:{nameof(options.LogUri)} is {logs}; give an s3:// address, or leave it out.");
        }

        foreach (var (type, units) in options.WorkerTypes)
        {
            Between($"{nameof(options.WorkerTypes)}:{type}", units, 1, 1_000);
        }

        Between(nameof(options.WorkerUnits), options.WorkerUnits, 1, 10_000);
        Between(nameof(options.WorkerUnitsMax), options.WorkerUnitsMax, options.WorkerUnits, 100_000);
        Between(nameof(options.OnDemandUnitsMax), options.OnDemandUnitsMax, 0, options.WorkerUnitsMax);
        Between(nameof(options.SpotPricePercentMax), options.SpotPricePercentMax, 1, 1_000);
        Between(nameof(options.SpotTimeout), options.SpotTimeout, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));
        Between(nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Usable(options.PriceFile);
        Between($"{nameof(options.Tags)} (number of them)", options.Tags.Count, 0, TagsMax);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Filled(string key, string value)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                errors.Add($"{EmrClusterOptions.Section}:{key} is empty; give it a name, or leave it out for the default.");
            }
        }

        void Usable(string? prices)
        {
            try
            {
                if (prices is not null)
                {
                    PriceTable.BuiltIn().OverriddenBy(prices);
                }
            }
            catch (PriceFileException e)
            {
                errors.Add($"{EmrClusterOptions.Section}:{nameof(options.PriceFile)} is {e.Message} Mend the file, or leave it out.");
            }
        }

        void Between<T>(string key, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                errors.Add($"{EmrClusterOptions.Section}:{key} is {value}; set it to {least} … {most}.");
            }
        }
    }
}
