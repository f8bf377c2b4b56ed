using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Maas.Contracts.Devices;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace Maas.Gateway.Tests.Registry;

public sealed class RegistryEndpointsTests : IAsyncLifetime
{
    private const string Gaid = "3F2504E0-4F89-41D3-9A0C-0305E82C3301";
    private static readonly DateTimeOffset At = new(2026, 11, 22, 23, 24, 3, 799, TimeSpan.Zero);

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task GetDevice_Known_TellsGroupsWithProvenanceAndLeavesAbsentOnesOut()
    {
        var live = new OriginView(At, "live", "00ff00ff00ff00ff");
        Known(
            "demo",
            "phone-1",
            new DeviceView
            {
                App = "demo",
                DeviceKey = "phone-1",
                Profile = new ProfileView("android", null, "15", null, "Pixel 9", null, null, null, null, null, null, null, "u1", live),
                Settings = new SettingsView("""{"adTrackingEnabled":true}""", new OriginView(At, "lake", "20261122T230512-00042")),
                LastSeenAt = At,
                Hours = [new HourCountView(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero), 7, "live")],
            }
        );

        using var answer = await _gateway.Http.GetAsync("/v1/devices/demo/phone-1");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await answer.Content.ReadAsStringAsync()).ShouldBe(
            """
            {"app":"demo","deviceKey":"phone-1",
            "profile":{"platform":"android","osVersion":"15","model":"Pixel 9","userId":"u1",
            "provenance":{"at":"2026-11-22T23:24:03.799Z","source":"live","origin":"00ff00ff00ff00ff"}},
            "settings":{"values":{"adTrackingEnabled":true},
            "provenance":{"at":"2026-11-22T23:24:03.799Z","source":"lake","origin":"20261122T230512-00042"}},
            "lastSeenAt":"2026-11-22T23:24:03.799Z",
            "hours":[{"hour":"2026-11-22T23:00:00Z","events":7,"source":"live"}]}
            """.ReplaceLineEndings("")
        );
    }

    [Theory]
    [InlineData("", DeviceViewKind.Merged)]
    [InlineData("?view=merged", DeviceViewKind.Merged)]
    [InlineData("?view=live", DeviceViewKind.Live)]
    [InlineData("?view=lake", DeviceViewKind.Lake)]
    public async Task GetDevice_View_AsksTheGrainForIt(string query, DeviceViewKind view)
    {
        var grain = Known("demo", "k", Bare("demo", "k"));

        using var answer = await _gateway.Http.GetAsync("/v1/devices/demo/k" + query);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await grain.Received(1).Get(view);
    }

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("user:%C3%A9%20x", "user:é x")]
    [InlineData("a%3Fb?view=live", "a?b")]
    [InlineData("a/", "a/")]
    [InlineData("%E2%82%AC/%25", "€/%")]
    public async Task GetDevice_KeyOfAnyForm_IsReadExactly(string path, string key)
    {
        Known("demo", key, Bare("demo", key));

        var (status, body) = await GetRawAsync("/v1/devices/demo/" + path);

        status.ShouldBe(200, body);
        System.Text.Json.JsonElement.Parse(body).GetProperty("deviceKey").GetString().ShouldBe(key);
    }

    [Fact]
    public async Task GetDevice_Unknown_Is404()
    {
        using var answer = await _gateway.Http.GetAsync("/v1/devices/demo/nobody");

        await answer.ProblemAsync(404);
    }

    [Theory]
    [InlineData("/v1/devices/de%20mo/k", "app")]
    [InlineData("/v1/devices/demo/k?view=all", "view")]
    [InlineData("/v1/devices/demo/k?view=live&view=lake", "view")]
    [InlineData("/v1/devices/demo/", "key")]
    [InlineData("/v1/devices/demo/a%0Ab", "key")]
    [InlineData("/v1/devices?app=demo", "idfa")]
    [InlineData("/v1/devices?app=demo&idfa=1&gaid=2", "gaid")]
    [InlineData("/v1/devices?app=demo&gaid=", "gaid")]
    [InlineData("/v1/devices?app=demo&gaid=a/b", "gaid")]
    [InlineData("/v1/devices?gaid=1", "app")]
    [InlineData("/v1/devices?app=a&app=b&gaid=1", "app")]
    [InlineData("/v1/devices?app=demo&gaid=1&view=x", "view")]
    public async Task Devices_BadParameter_Is400NamingIt(string path, string field)
    {
        using var answer = await _gateway.Http.GetAsync(path);

        (await answer.WrongFieldsAsync()).ShouldBe([field]);
    }

    [Fact]
    public async Task GetDevice_KeyTooLong_Is400()
    {
        using var answer = await _gateway.Http.GetAsync("/v1/devices/demo/" + new string('k', DeviceAddress.DeviceKeyBytesMax + 1));

        (await answer.WrongFieldsAsync()).ShouldBe(["key"]);
    }

    [Fact]
    public async Task FindDevices_IndexNamesTwo_TellsOnlyTheOneThatConfirms()
    {
        var index = Substitute.For<IAdvertisingIdGrain>();
        index.Find().Returns(ImmutableArray.Create("phone-1", "phone-2"));
        _gateway.Grains.GetGrain<IAdvertisingIdGrain>("demo/gaid/3f2504e0-4f89-41d3-9a0c-0305e82c3301").Returns(index);
        Known("demo", "phone-1", Bare("demo", "phone-1")).Carries(AdvertisingIdKind.Gaid, Gaid).Returns(false);
        Known("demo", "phone-2", Bare("demo", "phone-2")).Carries(AdvertisingIdKind.Gaid, Gaid).Returns(true);

        using var answer = await _gateway.Http.GetAsync($"/v1/devices?app=demo&gaid={Gaid}");

        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"devices":[{"app":"demo","deviceKey":"phone-2","hours":[]}]}""");
    }

    [Fact]
    public async Task FindDevices_IndexKnowsNobody_IsEmpty()
    {
        var index = Substitute.For<IAdvertisingIdGrain>();
        index.Find().Returns(ImmutableArray<string>.Empty);
        _gateway.Grains.GetGrain<IAdvertisingIdGrain>("demo/idfa/x").Returns(index);

        using var answer = await _gateway.Http.GetAsync("/v1/devices?app=demo&idfa=X");

        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"devices":[]}""");
    }

    [Fact]
    public async Task GetDevice_GrainTimesOut_Is503WithRetryAfter()
    {
        var grain = Substitute.For<IDeviceGrain>();
        grain.Get(default).ThrowsAsyncForAnyArgs(new TimeoutException("secret of the inside"));
        _gateway.Grains.GetGrain<IDeviceGrain>("demo/slow").Returns(grain);

        using var answer = await _gateway.Http.GetAsync("/v1/devices/demo/slow");

        var problem = await answer.ProblemAsync(503);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        problem.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task GetDevice_GrainHasABug_Is500WithTraceIdAndNoDetail()
    {
        var grain = Substitute.For<IDeviceGrain>();
        grain.Get(default).ThrowsAsyncForAnyArgs(new InvalidOperationException("secret of the inside"));
        _gateway.Grains.GetGrain<IDeviceGrain>("demo/broken").Returns(grain);

        using var answer = await _gateway.Http.GetAsync("/v1/devices/demo/broken");

        var problem = await answer.ProblemAsync(500);
        problem.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
        problem.ToString().ShouldNotContain("secret");
    }

    private static DeviceView Bare(string app, string key) => new() { App = app, DeviceKey = key };

    private IDeviceGrain Known(string app, string key, DeviceView view)
    {
        var grain = Substitute.For<IDeviceGrain>();
        grain.Get(default).ReturnsForAnyArgs(view);
        _gateway.Grains.GetGrain<IDeviceGrain>(DeviceAddress.Format(app, key)).Returns(grain);
        return grain;
    }

    /// <summary>Sends the path as it stands: <see cref="HttpClient"/> would rewrite some of its escapes.</summary>
    private async Task<(int Status, string Body)> GetRawAsync(string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
        await using var stream = client.GetStream();
        var request = $"GET {target} HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer {GatewayHost.ReadKey}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        var body = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        return (int.Parse(answer.AsSpan(9, 3)), body);
    }
}
