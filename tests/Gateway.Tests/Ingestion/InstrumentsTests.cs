using System.Diagnostics.Metrics;
using Maas.Contracts.Devices;
using Maas.Gateway.Ingestion;
using Maas.Gateway.Tests.Ingestion.Support;
using Maas.Tracking.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Maas.Gateway.Tests.Ingestion;

public sealed class InstrumentsTests
{
    [Fact]
    public async Task EveryAnswerAndEvent_IsCountedWithItsReason()
    {
        await using var gateway = await IngestionHost.StartAsync();
        var meters = gateway.Services.GetRequiredService<IMeterFactory>();
        using var requests = new MetricCollector<long>(meters, IngestionInstruments.MeterName, "maas.ingestion.requests");
        using var events = new MetricCollector<long>(meters, IngestionInstruments.MeterName, "maas.ingestion.events");
        gateway.Registry.Answer = _ => Task.FromResult(new AppendResult(DeliveryOutcome.Durable, 3, 2, 1));

        using var taken = await gateway.PostAsync("/v1/b", """{"batch":[{"type":"track","userId":"u"},7,{"type":"x","userId":"u"}]}""");
        using var refused = await gateway.PostAsync("/v1/b", "nonsense");

        requests
            .GetMeasurementSnapshot()
            .Select(measured => (measured.Tags[IngestionInstruments.StatusTag], measured.Tags[IngestionInstruments.ReasonTag]))
            .ShouldBe([(200, "accepted"), (400, "undecodable")]);
        events
            .GetMeasurementSnapshot()
            .Select(measured =>
                (
                    measured.Tags[IngestionInstruments.OutcomeTag],
                    measured.Tags.GetValueOrDefault(IngestionInstruments.ReasonTag),
                    measured.Value
                )
            )
            .ShouldBe(
                [
                    ("written", null, 3L),
                    ("repeated", null, 2L),
                    ("refused", null, 1L),
                    ("set_aside", "not_an_object", 1L),
                    ("set_aside", "unknown_type", 1L),
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Options_OutOfRange_AreAllReportedWithKeyAndFix()
    {
        var failures = new IngestionOptionsValidator()
            .Validate(
                null,
                new IngestionOptions
                {
                    EventsMax = 0,
                    RetryAfter = TimeSpan.Zero,
                    DeviceKeyBytesMax = 4_096,
                }
            )
            .Failures;

        failures.ShouldNotBeNull().Count().ShouldBe(3);
        failures.ShouldContain("Maas:Gateway:DeviceKeyBytesMax is 4096: set it between 1 and 512.");
    }
}
