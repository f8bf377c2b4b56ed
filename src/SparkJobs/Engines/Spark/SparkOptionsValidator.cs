using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>What Spark needs is asked for only where Spark is the engine.</summary>
internal sealed class SparkOptionsValidator(IOptions<BatchOptions> batch) : IValidateOptions<SparkOptions>
{
    private const int MemoryMiBMin = 512;

    public ValidateOptionsResult Validate(string? name, SparkOptions options)
    {
        if (batch.Value.Engine != BatchEngine.Spark)
        {
            return ValidateOptionsResult.Success;
        }

        List<string> errors = [];
        var home = SparkHome.Of(options);
        if (home is null)
        {
            errors.Add($"{Key(nameof(SparkOptions.Home))} is missing and SPARK_HOME is not set; give the folder of an Apache Spark 3.5.");
        }
        else if (!File.Exists(SparkHome.Command(home)))
        {
            errors.Add($"{Key(nameof(SparkOptions.Home))} is {home}, which has no bin/spark-sql; give the folder of an Apache Spark 3.5.");
        }

        if (string.IsNullOrWhiteSpace(options.Master))
        {
            errors.Add($"{Key(nameof(SparkOptions.Master))} is empty; give a master such as local[*], or leave it out.");
        }

        if (options.MemoryMiB is not 0 and < MemoryMiBMin)
        {
            errors.Add(
                $"{Key(nameof(SparkOptions.MemoryMiB))} is {options.MemoryMiB}; give at least {MemoryMiBMin} (MiB), or 0 for half of what there is."
            );
        }

        if (options.TimeMax <= TimeSpan.Zero)
        {
            errors.Add($"{Key(nameof(SparkOptions.TimeMax))} is {options.TimeMax}; give a time above zero, or leave it out.");
        }

        if (options.LogBytesMax < 4096)
        {
            errors.Add($"{Key(nameof(SparkOptions.LogBytesMax))} is {options.LogBytesMax}; give at least 4096 (bytes), or leave it out.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string Key(string option) => $"{SparkOptions.Section}:{option}";
}
