using Maas.Contracts.Devices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans.Runtime;

namespace Maas.Gateway.Tests.Problems;

public sealed class ProblemsTests : IAsyncLifetime
{
    /// <summary>A call that did not come back names the grain, as Orleans' own do.</summary>
    private static readonly Exception[] Unavailable =
    [
        new TimeoutException("No response from device/demo/personal-device"),
        new SiloUnavailableException("device/demo/personal-device"),
        new DeviceUnavailableException("The device's state cannot be read or saved now."),
    ];

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await GatewayHost.StartAsync(map: app =>
        {
            app.MapGet("/bound", (int number) => number).ExcludeFromDescription();
            app.MapGet("/unavailable", (int at) => Throw(Unavailable[at])).ExcludeFromDescription();
        });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task UnknownPath_Is404()
    {
        using var answer = await _gateway.Http.GetAsync("/v2/nothing");

        await answer.ProblemAsync(404);
    }

    [Fact]
    public async Task WrongMethod_Is405WithAllow()
    {
        using var answer = await _gateway.Http.DeleteAsync("/v1/runs");

        await answer.ProblemAsync(405);
        answer.Content.Headers.Allow.ShouldBe(["GET", "POST"], ignoreOrder: true);
    }

    [Fact]
    public async Task ParameterThatCannotBeBound_Is400NamingIt()
    {
        using var answer = await _gateway.Http.GetAsync("/bound?number=x");

        (await answer.ProblemAsync(400)).GetProperty("detail").GetString()!.ShouldContain("number");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task GrainThatDoesNotAnswer_Is503WithRetryAfterAndNamesNoDevice(int failure)
    {
        using var answer = await _gateway.Http.GetAsync($"/unavailable?at={failure}");

        (await answer.ProblemAsync(503)).ToString().ShouldNotContain("personal-device");
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    private static string Throw(Exception failure) => throw failure;
}
