using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>One trace from an SDK's request to the durable write, as a collector gets it.</summary>
public sealed class TraceTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Sdk = "00f067aa0ba902b7";
    private const string DurableWrite = "maas.delivery.append";

    [Fact]
    public async Task Request_WithATraceOfItsSdk_IsOneTraceDownToTheDurableWrite()
    {
        using var collector = new TraceCollector();
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path, collector.Settings);

        // The first event of a device goes by a grain call, the next one without a message.
        await SendAsync(silo, "m-1", trace: null);
        await SendAsync(silo, "m-2", Trace);

        var spans = await WaitAsync(silo, collector, Trace);
        Path(spans).ShouldBe(["POST /v1/track", "maas.events.append", "maas.device.append", DurableWrite]);
        spans.ShouldAllBe(span => span.ParentId == Sdk || spans.Any(parent => parent.SpanId == span.ParentId));
        (await silo.InterruptAsync()).ShouldBe(0, silo.Output);
    }

    [Fact]
    public async Task Request_ThroughAGatewayApart_IsOneTraceOverBothProcesses()
    {
        using var collector = new TraceCollector();
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string>(collector.Settings, StringComparer.Ordinal)
        {
            ["Maas__Cluster__SiloPort"] = $"{FreePorts.Next()}",
            ["Maas__Cluster__GatewayPort"] = $"{FreePorts.Next()}",
        };
        await using var silo = await SiloProcess.StartAsync(
            data.Path,
            new Dictionary<string, string>(settings, StringComparer.Ordinal) { ["Maas__Gateway__Enabled"] = "false" }
        );
        await using var gateway = SiloProcess.LaunchGateway(settings);
        await gateway.WaitUntilReadyAsync();

        await SendAsync(gateway, "m-1", Trace);

        var spans = await WaitAsync(gateway, collector, Trace);
        var path = Path(spans);
        path[..2].ShouldBe(["POST /v1/track", "maas.events.append"]);
        path[2..^1].ShouldAllBe(name => name.Contains("IDeviceGrain", StringComparison.Ordinal));
        path[^1].ShouldBe(DurableWrite);
    }

    [Fact]
    public async Task Requests_ThatTheSamplerPassesOver_SendNoSpan()
    {
        using var collector = new TraceCollector();
        using var data = new TemporaryFolder();
        var settings = collector.Settings;
        settings["OTEL_TRACES_SAMPLER"] = "parentbased_always_off";
        await using var silo = await SiloProcess.StartAsync(data.Path, settings);

        await SendAsync(silo, "m-1", trace: null);
        await SendAsync(silo, "m-2", Trace);

        await WaitAsync(silo, collector, Trace);
        collector.All.ShouldAllBe(span => span.TraceId == Trace, "only the request whose SDK asked for it is recorded");
    }

    private static async Task SendAsync(SiloProcess to, string messageId, string? trace)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/track", UriKind.Relative))
        {
            Content = JsonContent.Create(
                new
                {
                    @event = "Moved",
                    messageId,
                    context = new { device = new { id = "phone-1", type = "android" } },
                }
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("demo-write-key:"u8));
        if (trace is not null)
        {
            request.Headers.Add("traceparent", $"00-{trace}-{Sdk}-01");
        }

        using var answer = await to.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, to.Output);
    }

    /// <summary>Waits for the spans from the durable write up to the request, whose last one is sent last.</summary>
    private static async Task<IReadOnlyList<TraceCollector.Span>> WaitAsync(SiloProcess process, TraceCollector collector, string trace)
    {
        await process.WaitForAsync(
            () =>
            {
                var spans = collector.Find(trace);
                return Task.FromResult(
                    spans.Any(span => span.ParentId == Sdk) && spans.Any(span => span.Name == DurableWrite && IsWhole(spans, span))
                );
            },
            Patience.Limit,
            "traced"
        );
        return collector.Find(trace);
    }

    private static bool IsWhole(IReadOnlyList<TraceCollector.Span> spans, TraceCollector.Span span) =>
        span.ParentId == Sdk || (spans.FirstOrDefault(parent => parent.SpanId == span.ParentId) is { } parent && IsWhole(spans, parent));

    /// <summary>The names from the request down to the durable write.</summary>
    private static List<string> Path(IReadOnlyList<TraceCollector.Span> spans)
    {
        var path = new List<string>();
        for (
            var at = spans.Single(span => span.Name == DurableWrite);
            at is not null;
            at = spans.FirstOrDefault(up => up.SpanId == at.ParentId)
        )
        {
            path.Insert(0, at.Name);
        }

        return path;
    }
}
