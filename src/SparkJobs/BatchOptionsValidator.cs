using System.Numerics;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs;

internal sealed class BatchOptionsValidator : IValidateOptions<BatchOptions>
{
    public ValidateOptionsResult Validate(string? name, BatchOptions options)
    {
        List<string> errors = [];
        if (!Enum.IsDefined(options.Engine))
        {
            errors.Add(
                $"{BatchOptions.Section}:{nameof(BatchOptions.Engine)} is {options.Engine}; give {string.Join(" or ", Enum.GetNames<BatchEngine>())}."
            );
        }

        Check(errors, nameof(BatchOptions.HorizonHours), options.HorizonHours, 0, 24 * 31, "hours");
        Check(errors, nameof(BatchOptions.LinksPerIdMax), options.LinksPerIdMax, 1, 1_000_000, "device keys");
        Check(errors, nameof(BatchOptions.ComponentRounds), options.ComponentRounds, 1, 64, "rounds");
        Check(errors, nameof(BatchOptions.RowsPerFile), options.RowsPerFile, 1_000, 100_000_000, "rows");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check<T>(List<string> errors, string option, T value, T least, T most, string unit)
        where T : INumber<T>
    {
        if (value < least || value > most)
        {
            errors.Add($"{BatchOptions.Section}:{option} is {value}; give {least} to {most} ({unit}).");
        }
    }
}
