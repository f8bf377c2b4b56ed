using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>A silo without a gateway and a gateway apart, as processes of their own.</summary>
public sealed class GatewayApartTests
{
    [Fact]
    public async Task Requests_ThroughAGatewayApart_AreServedByTheSiloAndOutliveItsDeath()
    {
        using var data = new TemporaryFolder();
        var ports = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Maas__Cluster__SiloPort"] = $"{FreePorts.Next()}",
            ["Maas__Cluster__GatewayPort"] = $"{FreePorts.Next()}",
        };
        var inner = new Dictionary<string, string>(ports, StringComparer.Ordinal) { ["Maas__Gateway__Enabled"] = "false" };

        // The gateway comes first, and serves its health meanwhile.
        await using var gateway = SiloProcess.LaunchGateway(ports);
        await gateway.WaitForAsync(() => HasStatusAsync(gateway, "/health/live", HttpStatusCode.OK), Patience.Limit, "live");
        (await HasStatusAsync(gateway, "/health/ready", HttpStatusCode.ServiceUnavailable)).ShouldBeTrue();
        await ExpectComeBackAsync(await SendAsync(gateway, "phone-1", "m-0"));
        await ExpectComeBackAsync(await GetAsync(gateway, "/v1/devices/demo/phone-1", "demo-read-key"));

        var silo = await SiloProcess.StartAsync(data.Path, inner);
        try
        {
            await gateway.WaitUntilReadyAsync();
            (await SendAsync(gateway, "phone-1", "m-1")).StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Output);
            (await SendAsync(silo, "phone-1", "m-2")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await HasStatusAsync(silo, "/metrics", HttpStatusCode.OK)).ShouldBeTrue();
            await ExpectServedAsync(gateway);

            await silo.KillAsync();
            await ExpectComeBackAsync(await SendAsync(gateway, "phone-1", "m-3"));
            await ExpectComeBackAsync(await GetAsync(gateway, "/v1/devices/demo/phone-1", "demo-read-key"));
            (await HasStatusAsync(gateway, "/health/ready", HttpStatusCode.ServiceUnavailable)).ShouldBeTrue();
        }
        finally
        {
            await silo.DisposeAsync();
        }

        await using var again = await SiloProcess.StartAsync(data.Path, inner);
        await gateway.WaitUntilReadyAsync();
        (await SendAsync(gateway, "phone-1", "m-3")).StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Output);
        await ExpectServedAsync(gateway);
        (await gateway.InterruptAsync()).ShouldBe(0, gateway.Output);
        (await again.InterruptAsync()).ShouldBe(0, again.Output);
    }

    [Fact]
    public async Task Start_WithoutTheSilosPort_NamesTheKeyAndTheFix()
    {
        await using var gateway = SiloProcess.LaunchGateway(new Dictionary<string, string>(StringComparer.Ordinal));

        (await gateway.WaitForExitAsync()).ShouldBe(1, gateway.Output);
        gateway.Output.ShouldContain("Maas:Cluster:GatewayPort is 0; give the port");
    }

    /// <summary>Look-ups, hours and runs.</summary>
    private static async Task ExpectServedAsync(SiloProcess gateway)
    {
        (await GetAsync(gateway, "/v1/devices/demo/phone-1", "demo-read-key")).StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Output);
        (await GetAsync(gateway, "/v1/runs", "demo-admin-key")).StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Output);
        (await GetAsync(gateway, "/v1/hours", "demo-admin-key")).StatusCode.ShouldNotBe(HttpStatusCode.NotFound);
    }

    private static async Task ExpectComeBackAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    private static async Task<HttpResponseMessage> SendAsync(SiloProcess process, string device, string messageId)
    {
        // The second event is malformed, so that the rejects' way is taken too.
        var body = new
        {
            batch = new object[]
            {
                new
                {
                    type = "track",
                    messageId,
                    @event = "Moved",
                    context = new { device = new { id = device } },
                },
                new { type = "nonsense", messageId = messageId + "-bad" },
            },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/batch") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes("demo-write-key:"))
        );
        return await process.Client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> GetAsync(SiloProcess process, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await process.Client.SendAsync(request);
    }

    private static async Task<bool> HasStatusAsync(SiloProcess process, string path, HttpStatusCode status)
    {
        try
        {
            using var answer = await process.Client.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode == status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
