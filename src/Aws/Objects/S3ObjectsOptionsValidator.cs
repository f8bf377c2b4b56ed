using Microsoft.Extensions.Options;

namespace Maas.Aws.Objects;

internal sealed class S3ObjectsOptionsValidator : IValidateOptions<S3ObjectsOptions>
{
    /// <summary>Of S3: the least that a part but the last may have, and the most.</summary>
    private const long PartBytesMin = 5L * 1024 * 1024;
    private const long PartBytesMax = 5L * 1024 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, S3ObjectsOptions options)
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(options.Bucket))
        {
            Add(nameof(options.Bucket), options.Bucket, "the name of the bucket that keeps the objects");
        }

        if (options.Prefix.StartsWith('/') || (options.Prefix.Length > 0 && !options.Prefix.EndsWith('/')))
        {
            Add(nameof(options.Prefix), options.Prefix, "nothing, or a prefix such as prod/ that ends in a slash and begins with none");
        }

        if (options.RequestTimeout < TimeSpan.FromSeconds(1) || options.RequestTimeout > TimeSpan.FromMinutes(10))
        {
            Add(nameof(options.RequestTimeout), options.RequestTimeout, "00:00:01 to 00:10:00");
        }

        if (options.RetriesMax is < 0 or > 20)
        {
            Add(nameof(options.RetriesMax), options.RetriesMax, "0 to 20");
        }

        if (options.PartBytes is < PartBytesMin or > PartBytesMax)
        {
            Add(nameof(options.PartBytes), options.PartBytes, $"{PartBytesMin} to {PartBytesMax} (bytes)");
        }

        if (options.PartsInFlightMax is < 1 or > 64)
        {
            Add(nameof(options.PartsInFlightMax), options.PartsInFlightMax, "1 to 64");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Add(string option, object value, string fix) => errors.Add($"{S3ObjectsOptions.Section}:{option} is '{value}'; give {fix}.");
    }
}
