using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Files;

internal sealed class StagingOptionsValidator : IValidateOptions<StagingOptions>
{
    private const int TransfersLimit = 256;

    public ValidateOptionsResult Validate(string? name, StagingOptions options)
    {
        List<string> errors = [];
        if (options.MiBMax < 1)
        {
            errors.Add(
                $"{StagingOptions.Section}:{nameof(StagingOptions.MiBMax)} is {options.MiBMax}; give at least 1 (MiB), or leave it out."
            );
        }

        if (options.TransfersMax is < 1 or > TransfersLimit)
        {
            errors.Add(
                $"{StagingOptions.Section}:{nameof(StagingOptions.TransfersMax)} is {options.TransfersMax}; give 1 to {TransfersLimit} (objects at a time)."
            );
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
