using Maas.Contracts.Devices;
using Maas.Gateway.Ingestion.Json;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Ingestion;

internal sealed class IngestionOptionsValidator : IValidateOptions<IngestionOptions>
{
    public ValidateOptionsResult Validate(string? name, IngestionOptions options)
    {
        var errors = new List<string>();
        Check(errors, nameof(options.BatchBytesMax), options.BatchBytesMax, 1, JsonSpan.LengthMax);
        Check(errors, nameof(options.DecompressedBytesMax), options.DecompressedBytesMax, 1, JsonSpan.LengthMax);
        Check(errors, nameof(options.EventsMax), options.EventsMax, 1, 1_000_000);
        Check(errors, nameof(options.EventBytesMax), options.EventBytesMax, 1, JsonSpan.LengthMax);
        Check(errors, nameof(options.DeviceKeyBytesMax), options.DeviceKeyBytesMax, 1, DeviceAddress.DeviceKeyBytesMax);
        Check(errors, nameof(options.RejectPayloadBytesMax), options.RejectPayloadBytesMax, 0, JsonSpan.LengthMax);
        Check(errors, nameof(options.InFlightBytesMax), options.InFlightBytesMax, options.BatchBytesMax, long.MaxValue);
        Check(errors, nameof(options.BodyBytesPerSecondMin), options.BodyBytesPerSecondMin, 0, double.MaxValue);
        Check(errors, nameof(options.BodyGracePeriod), options.BodyGracePeriod.TotalSeconds, 1.001, 3_600);
        Check(errors, nameof(options.EventsPerSecondMax), options.EventsPerSecondMax, 0, double.MaxValue);
        Check(errors, nameof(options.EventsBurst), options.EventsBurst, 0, double.MaxValue);
        Check(errors, nameof(options.AppendTimeout), options.AppendTimeout.TotalSeconds, 0.001, 3_600);
        Check(errors, nameof(options.RetryAfter), options.RetryAfter.TotalSeconds, 1, 86_400);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(List<string> errors, string key, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            errors.Add($"{IngestionOptions.Section}:{key} is {value}: set it between {least} and {most}.");
        }
    }
}
