using Microsoft.Extensions.Options;

namespace Maas.Local.Delivery;

internal sealed class LocalDeliveryOptionsValidator : IValidateOptions<LocalDeliveryOptions>
{
    /// <summary>Younger raw files may still be read by a run, or re-read by one that re-opens an hour.</summary>
    private static readonly TimeSpan RetentionMin = TimeSpan.FromHours(2);

    /// <summary>A longer wait would be a fault to whoever waits for an answer, and gains nothing: groups are large long before.</summary>
    private static readonly TimeSpan LingerLimit = TimeSpan.FromMilliseconds(100);

    public ValidateOptionsResult Validate(string? name, LocalDeliveryOptions options)
    {
        var errors = new List<string>();
        Require(
            errors,
            options.QueueBytesMax is >= 1024 * 1024 and <= 1024 * 1024 * 1024,
            "QueueBytesMax",
            options.QueueBytesMax,
            "1 MiB to 1 GiB"
        );
        Require(errors, options.QueueAppendsMax >= 1, "QueueAppendsMax", options.QueueAppendsMax, "1 or more");
        Require(
            errors,
            options.LingerMax >= TimeSpan.Zero && options.LingerMax <= LingerLimit,
            "LingerMax",
            options.LingerMax,
            $"00:00:00 to {LingerLimit}"
        );
        Require(
            errors,
            options.SegmentBytesMax is >= 4096 and <= 1024 * 1024 * 1024,
            "SegmentBytesMax",
            options.SegmentBytesMax,
            "4 KiB to 1 GiB"
        );
        Require(errors, options.SegmentAgeMax >= TimeSpan.FromSeconds(1), "SegmentAgeMax", options.SegmentAgeMax, "00:00:01 or more");
        Require(
            errors,
            options.BacklogBytesMax >= options.SegmentBytesMax,
            "BacklogBytesMax",
            options.BacklogBytesMax,
            "SegmentBytesMax or more"
        );
        Require(errors, options.GracePeriod >= TimeSpan.Zero, "GracePeriod", options.GracePeriod, "00:00:00 or more");
        Require(errors, options.ShutdownSealTime >= TimeSpan.Zero, "ShutdownSealTime", options.ShutdownSealTime, "00:00:00 or more");
        RequireAge(errors, options.RetainRawFor, "RetainRawFor");
        RequireAge(errors, options.RetainRejectedFor, "RetainRejectedFor");
        Require(
            errors,
            options.RetainUnrunFor is null || options.RetainUnrunFor >= options.RetainRawFor,
            "RetainUnrunFor",
            options.RetainUnrunFor,
            $"RetainRawFor ({options.RetainRawFor?.ToString() ?? "not given"}) or more, or leave it out"
        );
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void RequireAge(List<string> errors, TimeSpan? age, string key) =>
        Require(errors, age is null || age >= RetentionMin, key, age, $"{RetentionMin} or more, or leave it out to keep everything");

    private static void Require(List<string> errors, bool valid, string key, object? value, string fix)
    {
        if (!valid)
        {
            errors.Add($"{LocalDeliveryOptions.Section}:{key} is {value}: give {fix}.");
        }
    }
}
