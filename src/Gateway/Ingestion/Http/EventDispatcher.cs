using Maas.Contracts.Devices;
using Maas.Contracts.Rejects;
using Maas.Gateway.Ingestion.Rows;
using Maas.Tracking.Delivery;
using Maas.Tracking.Telemetry;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>Hands a request's rows to the grains and tells what became of them. It owns the rows.</summary>
internal sealed partial class EventDispatcher(
    IDeviceAppends devices,
    IGrainFactory grains,
    IngestionOptions options,
    IngestionInstruments instruments,
    TimeProvider time,
    ILogger<EventDispatcher> logger
)
{
    public const string AppendSpan = "maas.events.append";

    private readonly LogSampler _failures = new(time, TimeSpan.FromSeconds(10));

    /// <summary>
    /// Accepted only when every row is durable. While a registry that has not answered in time still holds the rows, the body that they were
    /// made of counts as in flight.
    /// </summary>
    public async Task<IngestOutcome> DispatchAsync(AppName app, RequestRows rows, RequestBody body)
    {
        using var span = Spans.Start(AppendSpan);
        span?.SetTag("maas.app", app.Text);
        span?.SetTag("maas.devices", rows.Devices.Length);
        var append = AppendAsync(app, rows);
        try
        {
            var outcome = await append.WaitAsync(options.AppendTimeout, time);

            // Every call has answered, so nobody reads the rows any more.
            rows.Dispose();
            span.SetOutcome(outcome.Reason, outcome == IngestOutcome.Accepted);
            return outcome;
        }
        catch (Exception error)
        {
            span.SetOutcome(error.GetType().Name, isSuccess: false);
            body.ChargeUntil(append);

            // Whatever it is, the outcome is not known, the client can send again, and the rows may still be read: they are not pooled.
            if (_failures.Take(out var count))
            {
                Log.AppendFailed(logger, error, count);
            }

            return error is TimeoutException ? IngestOutcome.Unknown : IngestOutcome.RegistryFailed;
        }
    }

    private async Task<IngestOutcome> AppendAsync(AppName app, RequestRows rows)
    {
        var rejects = rows.Rejected is { } rejected ? grains.GetGrain<IRejectGrain>(app.Text).Append(rejected) : null;
        var worst = DeliveryOutcome.Durable;
        if (rows.Devices.Length == 1)
        {
            worst = Count(await Append(app, rows.Devices[0]));
        }
        else if (rows.Devices.Length > 1)
        {
            var calls = new Task<AppendResult>[rows.Devices.Length];
            for (var index = 0; index < calls.Length; index++)
            {
                calls[index] = Append(app, rows.Devices[index]).AsTask();
            }

            foreach (var result in await Task.WhenAll(calls))
            {
                worst = Worse(worst, Count(result));
            }
        }

        if (rejects is not null)
        {
            var outcome = await rejects;
            worst = Worse(worst, outcome);
            foreach (var reason in outcome == DeliveryOutcome.Durable ? rows.Reasons : [])
            {
                instruments.Rejected(reason);
            }
        }

        return worst switch
        {
            DeliveryOutcome.Durable => IngestOutcome.Accepted,
            DeliveryOutcome.Refused => IngestOutcome.Refused,
            _ => IngestOutcome.Unknown,
        };
    }

    private ValueTask<AppendResult> Append(AppName app, (string DeviceKey, DeviceEvents Events) device) =>
        devices.AppendAsync(app.Text, device.DeviceKey, device.Events);

    private DeliveryOutcome Count(AppendResult result)
    {
        instruments.Counted(IngestionInstruments.Written, result.Written);
        instruments.Counted(IngestionInstruments.Repeated, result.Repeated);
        instruments.Counted(IngestionInstruments.Refused, result.Refused);
        return result.Outcome;
    }

    private static DeliveryOutcome Worse(DeliveryOutcome left, DeliveryOutcome right) => left > right ? left : right;

    private static partial class Log
    {
        [LoggerMessage(
            2201,
            LogLevel.Warning,
            "Requests whose events were not acknowledged: {Count}; their clients were told to send them again. The latest:"
        )]
        public static partial void AppendFailed(ILogger logger, Exception error, int count);
    }
}
