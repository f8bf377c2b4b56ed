using Microsoft.Extensions.Options;

namespace Maas.Gateway.Runs;

internal sealed class RunsHttpOptionsValidator : IValidateOptions<RunsHttpOptions>
{
    private const int ListedHoursLimit = 10_000;

    public ValidateOptionsResult Validate(string? name, RunsHttpOptions options)
    {
        var errors = new List<string>();
        if (options.ListedHoursMax is < 1 or > ListedHoursLimit)
        {
            errors.Add($"{RunsHttpOptions.Section}:ListedHoursMax is {options.ListedHoursMax}: use 1 to {ListedHoursLimit} hours.");
        }

        if (options.ListedRuns is < 1 or > RunsEndpoints.ListedRunsMax)
        {
            errors.Add($"{RunsHttpOptions.Section}:ListedRuns is {options.ListedRuns}: use 1 to {RunsEndpoints.ListedRunsMax}.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
