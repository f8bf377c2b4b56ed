using Microsoft.Extensions.Options;

namespace Maas.Local.Storage;

internal sealed class SqliteStorageOptionsValidator : IValidateOptions<SqliteStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStorageOptions options)
    {
        var errors = new List<string>();
        Require(errors, options.QueueWritesMax, 1, 1_000_000, nameof(options.QueueWritesMax));
        Require(errors, options.GroupWritesMax, 1, 100_000, nameof(options.GroupWritesMax));
        Require(errors, options.ReadersMax, 1, 64, nameof(options.ReadersMax));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Require(List<string> errors, int value, int min, int max, string key)
    {
        if (value < min || value > max)
        {
            errors.Add($"{SqliteStorageOptions.Section}:{key} is {value}: give {min} to {max}.");
        }
    }
}
