using System.Globalization;
using Maas.Aws.Firehose;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Delivery;

internal sealed class FirehoseDeliveryOptionsValidator : IValidateOptions<FirehoseDeliveryOptions>
{
    private const int StreamNameLengthMax = 64;

    public ValidateOptionsResult Validate(string? name, FirehoseDeliveryOptions options)
    {
        var errors = new List<string>();
        RequireName(errors, nameof(options.TrackingStream), options.TrackingStream);
        RequireName(errors, nameof(options.DevicesStream), options.DevicesStream);
        RequireName(errors, nameof(options.RejectedStream), options.RejectedStream);
        string[] names = [options.TrackingStream, options.DevicesStream, options.RejectedStream];
        Require(
            errors,
            names.Distinct(StringComparer.Ordinal).Count() == names.Length,
            nameof(options.TrackingStream),
            options.TrackingStream,
            "three different streams for tracking, devices and rejected: their rows have different columns"
        );
        RequireTime(errors, nameof(options.Linger), options.Linger, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        RequireNumber(
            errors,
            nameof(options.RecordBytesMax),
            options.RecordBytesMax,
            RecordPacker.RecordBytesMin,
            FirehoseLimits.RecordBytesMax
        );
        RequireNumber(errors, nameof(options.CallBytesMax), options.CallBytesMax, 1_100_000, FirehoseLimits.CallBytesMax);
        RequireNumber(errors, nameof(options.CallsInFlightMax), options.CallsInFlightMax, 1, 64);
        RequireTime(errors, nameof(options.CallTimeout), options.CallTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        RequireTime(errors, nameof(options.RetryTime), options.RetryTime, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5));
        Require(errors, options.RetryTime >= 2 * options.Linger, nameof(options.RetryTime), options.RetryTime, "at least twice Linger");
        RequireNumber(errors, nameof(options.QueueBytesMax), options.QueueBytesMax, 1024 * 1024, 1024 * 1024 * 1024);
        RequireNumber(errors, nameof(options.QueueAppendsMax), options.QueueAppendsMax, 1, 1_000_000);
        RequireNumber(errors, nameof(options.BufferSeconds), options.BufferSeconds, 0, 900);
        RequireTime(errors, nameof(options.BooksInterval), options.BooksInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void RequireName(List<string> errors, string key, string name)
    {
        var valid =
            name is { Length: > 0 and <= StreamNameLengthMax }
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "_.-".Contains(letter));
        Require(
            errors,
            valid,
            key,
            $"'{name}'",
            $"a delivery stream's name: up to {StreamNameLengthMax} letters, digits, '_', '.' and '-'"
        );
    }

    private static void RequireNumber(List<string> errors, string key, long value, long least, long most) =>
        Require(
            errors,
            value >= least && value <= most,
            key,
            value,
            string.Create(CultureInfo.InvariantCulture, $"{least:N0} to {most:N0}")
        );

    private static void RequireTime(List<string> errors, string key, TimeSpan value, TimeSpan least, TimeSpan most) =>
        Require(errors, value >= least && value <= most, key, value, $"{least} to {most}");

    private static void Require(List<string> errors, bool valid, string key, object value, string fix)
    {
        if (!valid)
        {
            errors.Add($"{FirehoseDeliveryOptions.Section}:{key} is {value}: give {fix}.");
        }
    }
}
