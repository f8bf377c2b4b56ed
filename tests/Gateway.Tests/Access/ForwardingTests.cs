using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Tests.Access;

public sealed class ForwardingTests
{
    [Theory]
    [InlineData(null, null, "127.0.0.1 http")]
    [InlineData("1", null, "203.0.113.9 https")]
    [InlineData("1", "127.0.0.0/8", "203.0.113.9 https")]
    [InlineData("1", "127.0.0.1", "203.0.113.9 https")]
    [InlineData("1", "10.0.0.0/8", "127.0.0.1 http")]
    public async Task Client_BehindAProxy_HasTheAddressThatTheSettingsTrust(string? hops, string? proxies, string expected)
    {
        await using var gateway = await StartAsync(hops, proxies);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/whoami");
        request.Headers.Add("X-Forwarded-For", "198.51.100.1, 203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var answer = await gateway.Http.SendAsync(request);

        (await answer.Content.ReadAsStringAsync()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("2", null, "Maas:Gateway:TrustedProxyHops is 2")]
    [InlineData("1", "proxy.local", "Maas:Gateway:TrustedProxies holds 'proxy.local'")]
    [InlineData("0", "10.0.0.7", "Maas:Gateway:TrustedProxies is set but TrustedProxyHops is 0")]
    public async Task Start_BadSettings_StopsNamingThem(string hops, string? proxies, string message)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(hops, proxies));

        failure.Failures.ShouldHaveSingleItem().ShouldStartWith(message);
    }

    private static Task<GatewayHost> StartAsync(string? hops, string? proxies) =>
        GatewayHost.StartAsync(
            builder =>
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Maas:Gateway:TrustedProxyHops"] = hops,
                        ["Maas:Gateway:TrustedProxies:0"] = proxies,
                    }.Where(setting => setting.Value is not null)
                ),
            app => app.MapGet("/whoami", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}")
        );
}
