using Microsoft.Extensions.Options;

namespace Maas.Gateway.Runs;

internal sealed class RunsHttpOptionsValidator : IValidateOptions<RunsHttpOptions>
{
    private const int PeriodHoursLimit = 24 * 366;

    public ValidateOptionsResult Validate(string? name, RunsHttpOptions options)
    {
        var errors = new List<string>();
        if (options.PeriodHoursMax is < 1 or > PeriodHoursLimit)
        {
            errors.Add($"{RunsHttpOptions.Section}:PeriodHoursMax is {options.PeriodHoursMax}: use 1 to {PeriodHoursLimit} hours.");
        }

        if (options.ListedRuns is < 1 or > RunsEndpoints.ListedRunsMax)
        {
            errors.Add($"{RunsHttpOptions.Section}:ListedRuns is {options.ListedRuns}: use 1 to {RunsEndpoints.ListedRunsMax}.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
