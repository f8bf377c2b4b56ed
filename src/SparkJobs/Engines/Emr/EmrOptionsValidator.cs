using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>Reports every bad value at once, each with its key and the fix.</summary>
internal sealed class EmrOptionsValidator : IValidateOptions<EmrOptions>
{
    /// <summary>A cluster's name has room for 256 characters, the hour, the run and the attempt among them.</summary>
    private const int DeploymentLengthMax = 150;

    public ValidateOptionsResult Validate(string? name, EmrOptions options)
    {
        List<string> errors = [];
        if (options.Deployment is { } deployment && (string.IsNullOrWhiteSpace(deployment) || deployment.Length > DeploymentLengthMax))
        {
            errors.Add(
                $"{EmrOptions.Section}:{nameof(options.Deployment)} is '{deployment}'; give 1 to {DeploymentLengthMax} characters, or leave it out."
            );
        }

        Between(nameof(options.PollPeriod), options.PollPeriod, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Between(nameof(options.PollPeriodMax), options.PollPeriodMax, options.PollPeriod, TimeSpan.FromHours(1));
        Between(nameof(options.PollFailuresMax), options.PollFailuresMax, 1, 10_000);
        Between(nameof(options.SubmitTriesMax), options.SubmitTriesMax, 1, 1_000);
        Between(nameof(options.LostAnswerTime), options.LostAnswerTime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Between(nameof(options.EndTimeMax), options.EndTimeMax, TimeSpan.FromSeconds(1), TimeSpan.FromHours(6));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Between<T>(string key, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                errors.Add($"{EmrOptions.Section}:{key} is {value}; set it to {least} … {most}.");
            }
        }
    }
}
