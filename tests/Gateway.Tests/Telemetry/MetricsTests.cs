using Maas.Contracts.Devices;
using NSubstitute;

namespace Maas.Gateway.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_AfterALookUp_CountItBesideTheRuntimeAndTheServer()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Grains.GetGrain<IDeviceGrain>("demo/k").Returns(Substitute.For<IDeviceGrain>());
        using var missing = await gateway.Http.GetAsync("/v1/devices/demo/k");

        using var answer = await gateway.Http.GetAsync("/metrics");

        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("maas_registry_lookups");
        text.ShouldContain("by=\"key\",found=\"False\"");
        text.ShouldContain("dotnet_gc_collections_total");
        text.ShouldContain("kestrel_active_connections");
        text.ShouldContain("http_server_request_duration_seconds_count");
        text.ShouldNotContain("demo/k");
    }
}
