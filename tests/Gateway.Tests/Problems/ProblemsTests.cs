using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Maas.Gateway.Tests.Problems;

public sealed class ProblemsTests : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await GatewayHost.StartAsync(map: app => app.MapGet("/bound", (int number) => number).ExcludeFromDescription());

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
}
