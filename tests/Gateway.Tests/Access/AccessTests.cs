using System.Net;
using System.Net.Http.Headers;
using Maas.Contracts.Devices;
using Maas.Contracts.Runs;
using Microsoft.Extensions.Configuration;
using NSubstitute;

namespace Maas.Gateway.Tests.Access;

public sealed class AccessTests : IAsyncLifetime
{
    private const string HashedKey = "hashed-read-key";
    private const string HashedKeyDigest = "sha256:120a1ad5a057a555708aa347db617dade87a413a5466940e633fee7d6c3186ef";

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHost.StartAsync(builder =>
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Maas:ReadKeys:2", (string?)HashedKeyDigest)])
        );
        var device = Substitute.For<IDeviceGrain>();
        device.Get(default).ReturnsForAnyArgs(new DeviceView { App = "any", DeviceKey = "k" });
        _gateway.Grains.GetGrain<IDeviceGrain>("").ReturnsForAnyArgs(device);
        _gateway.Grains.GetGrain<IAdvertisingIdGrain>("").ReturnsForAnyArgs(Substitute.For<IAdvertisingIdGrain>());
        var coordinator = Substitute.For<IBatchCoordinatorGrain>();
        coordinator.ListRuns(default).ReturnsForAnyArgs([]);
        _gateway.Grains.GetGrain<IBatchCoordinatorGrain>("").ReturnsForAnyArgs(coordinator);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("/v1/devices/demo/k", GatewayHost.ReadKey)]
    [InlineData("/v1/devices/demo/k", GatewayHost.AdminKey)]
    [InlineData("/v1/devices/demo/k", HashedKey)]
    [InlineData("/v1/devices/shop/k", GatewayHost.ShopKey)]
    [InlineData("/v1/runs", GatewayHost.AdminKey)]
    public async Task Request_SufficientKey_IsAnswered(string path, string key)
    {
        using var client = _gateway.Client(key);
        using var answer = await client.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/devices/demo/k")]
    [InlineData("/v1/devices?app=demo&gaid=1")]
    [InlineData("/v1/runs")]
    [InlineData("/v1/hours")]
    public async Task Request_NoKey_Is401(string path)
    {
        using var client = _gateway.Client(null);
        using var answer = await client.GetAsync(path);

        await answer.ProblemAsync(401);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Theory]
    [InlineData("Bearer", "unknown-key")]
    [InlineData("Bearer", "test-read-keyx")]
    [InlineData("Bearer", HashedKeyDigest)]
    [InlineData("Bearer", null)]
    [InlineData("Basic", "dGVzdC1yZWFkLWtleTo=")]
    public async Task Request_UnknownKey_Is401(string scheme, string? key)
    {
        using var client = _gateway.Client(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, key);
        using var answer = await client.GetAsync("/v1/devices/demo/k");

        await answer.ProblemAsync(401);
        answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
    }

    [Theory]
    [InlineData("/v1/devices/demo/k")]
    [InlineData("/v1/devices?app=demo&gaid=1")]
    [InlineData("/v1/devices?app=shop&app=demo&gaid=1")]
    [InlineData("/v1/devices/shop%2F..%2Fdemo/k")]
    public async Task Request_KeyOfAnotherApp_Is403(string path)
    {
        using var client = _gateway.Client(GatewayHost.ShopKey);
        using var answer = await client.GetAsync(path);

        await answer.ProblemAsync(403);
    }

    [Theory]
    [InlineData("GET", "/v1/runs")]
    [InlineData("GET", "/v1/hours")]
    [InlineData("GET", "/v1/runs/r1")]
    [InlineData("POST", "/v1/runs")]
    [InlineData("POST", "/v1/runs/r1/cancel")]
    public async Task AdminEndpoint_ReadKey_Is403(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _gateway.Http.SendAsync(request);

        (await answer.ProblemAsync(403)).GetProperty("detail").GetString()!.ShouldContain("admin key");
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/")]
    public async Task Operations_NoKey_IsAnswered(string path)
    {
        using var client = _gateway.Client(null);
        using var answer = await client.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
