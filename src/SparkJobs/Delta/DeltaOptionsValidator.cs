using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Delta;

internal sealed class DeltaOptionsValidator : IValidateOptions<DeltaOptions>
{
    public ValidateOptionsResult Validate(string? name, DeltaOptions options)
    {
        List<string> errors = [];
        Check(
            options.CheckpointInterval < 1,
            nameof(options.CheckpointInterval),
            options.CheckpointInterval,
            "a number of commits from 1 on"
        );
        Check(
            options.LogRetention < TimeSpan.Zero,
            nameof(options.LogRetention),
            options.LogRetention,
            "a time such as 30.00:00:00 (days)"
        );
        Check(
            options.DeletedFileRetention < TimeSpan.Zero,
            nameof(options.DeletedFileRetention),
            options.DeletedFileRetention,
            "a time such as 7.00:00:00 (days), longer than any query runs"
        );
        // What is put together is 16 files again, one a bucket.
        Check(options.SmallFilesMax < 16, nameof(options.SmallFilesMax), options.SmallFilesMax, "a number from 16 on");
        Check(options.CommitAttemptsMax < 1, nameof(options.CommitAttemptsMax), options.CommitAttemptsMax, "a number from 1 on");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool wrong, string key, object value, string fix)
        {
            if (wrong)
            {
                errors.Add($"{DeltaOptions.Section}:{key} is {value}; give {fix}.");
            }
        }
    }
}
