using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.DuckDb;

internal sealed class DuckDbOptionsValidator : IValidateOptions<DuckDbOptions>
{
    private const int MemoryMiBMin = 256;

    public ValidateOptionsResult Validate(string? name, DuckDbOptions options)
    {
        List<string> errors = [];
        if (options.MemoryMiB is not 0 and < MemoryMiBMin)
        {
            errors.Add(
                $"{DuckDbOptions.Section}:{nameof(DuckDbOptions.MemoryMiB)} is {options.MemoryMiB}; give at least {MemoryMiBMin} (MiB), or 0 for half of what there is."
            );
        }

        if (options.Threads < 0)
        {
            errors.Add(
                $"{DuckDbOptions.Section}:{nameof(DuckDbOptions.Threads)} is {options.Threads}; give a number of threads, or 0 for one a processor."
            );
        }

        if (options.TempMiBMax < 1)
        {
            errors.Add(
                $"{DuckDbOptions.Section}:{nameof(DuckDbOptions.TempMiBMax)} is {options.TempMiBMax}; give at least 1 (MiB), or leave it out."
            );
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
