using Microsoft.Extensions.Options;

namespace Maas.Grains.Runs;

/// <summary>Reports every bad value at once, each with its key and the fix.</summary>
internal sealed class RunsOptionsValidator : IValidateOptions<RunsOptions>
{
    public ValidateOptionsResult Validate(string? name, RunsOptions options)
    {
        var errors = new List<string>();
        Between(nameof(options.QuietTime), options.QuietTime, TimeSpan.Zero, TimeSpan.FromDays(7));
        Between(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Between(nameof(options.RetryDelayMax), options.RetryDelayMax, options.RetryDelay, TimeSpan.FromDays(7));
        Between(nameof(options.TriesMax), options.TriesMax, 1, 1_000);
        Between(nameof(options.ResumesMax), options.ResumesMax, 1, 1_000);
        Between(nameof(options.AttemptTimeMax), options.AttemptTimeMax, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Between(nameof(options.SweepPeriod), options.SweepPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Between(nameof(options.RecentHours), options.RecentHours, 2, 24 * 31);
        Between(nameof(options.HistoryDays), options.HistoryDays, 1, 36_500);
        Between(nameof(options.FullScanPeriod), options.FullScanPeriod, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Between(nameof(options.RequestHoursMax), options.RequestHoursMax, 1, 10_000);
        Between(nameof(options.PlannedRunsMax), options.PlannedRunsMax, options.RequestHoursMax, 20_000);
        Between(nameof(options.RunsKept), options.RunsKept, 100, 5_000);
        Between(nameof(options.BackfillsKept), options.BackfillsKept, 1, 200);
        Between(nameof(options.MaintenanceRunsKept), options.MaintenanceRunsKept, 10, 120);
        Between(nameof(options.RunsKeptPerHour), options.RunsKeptPerHour, 2, 5);
        Between(nameof(options.DaysCached), options.DaysCached, 4, 10_000);
        Between(nameof(options.MergeParallelism), options.MergeParallelism, 1, 4_096);
        Between(nameof(options.MergePageDevices), options.MergePageDevices, 1, 100_000);
        Between(nameof(options.MergePagesPerSave), options.MergePagesPerSave, 1, 1_000);
        Between(nameof(options.MergeTriesMax), options.MergeTriesMax, 1, 100);
        Between(nameof(options.MergeRetryDelay), options.MergeRetryDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Between<T>(string key, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                errors.Add($"{RunsOptions.Section}:{key} is {value}; set it to {least} … {most}.");
            }
        }
    }
}
