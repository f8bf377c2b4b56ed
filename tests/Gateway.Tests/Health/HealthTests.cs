using Maas.Gateway.Health;
using Maas.Tracking.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using NSubstitute;

namespace Maas.Gateway.Tests.Health;

public sealed class HealthTests
{
    private readonly IDeliveryStream _delivery = Substitute.For<IDeliveryStream>();

    [Fact]
    public async Task Ready_EveryCheckPasses_Is200()
    {
        _delivery.Health.Returns(DeliveryHealth.Healthy);
        await using var gateway = await StartAsync();

        using var answer = await gateway.Http.GetAsync("/health/ready");

        ((int)answer.StatusCode).ShouldBe(200);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await answer.Content.ReadAsStringAsync()).ShouldBe(
            """{"status":"ready","checks":[{"name":"delivery","ready":true,"reason":""}]}"""
        );
    }

    [Fact]
    public async Task Ready_DeliveryFails_Is503WithTheReasonWhileLiveStays200()
    {
        _delivery.Health.Returns(new DeliveryHealth(false, "The disk is full."));
        await using var gateway = await StartAsync();

        using var ready = await gateway.Http.GetAsync("/health/ready");
        using var live = await gateway.Http.GetAsync("/health/live");

        ((int)ready.StatusCode).ShouldBe(503);
        (await ready.Content.ReadAsStringAsync()).ShouldBe(
            """{"status":"unready","checks":[{"name":"delivery","ready":false,"reason":"The disk is full."}]}"""
        );
        ((int)live.StatusCode).ShouldBe(200);
        (await live.Content.ReadAsStringAsync()).ShouldBe("""{"status":"live"}""");
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 503)]
    public async Task Head_AnswersAsGetDoesWithoutABody(string path, int status)
    {
        _delivery.Health.Returns(new DeliveryHealth(false, "The disk is full."));
        await using var gateway = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var answer = await gateway.Http.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ready_ACheckThrows_Is503WithoutTheExceptionsText()
    {
        _delivery.Health.Returns(DeliveryHealth.Healthy);
        await using var gateway = await StartAsync(checks => checks.AddReadiness<BrokenCheck>("silo"));

        using var answer = await gateway.Http.GetAsync("/health/ready");

        ((int)answer.StatusCode).ShouldBe(503);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("secret");
    }

    [Fact]
    public async Task Ready_ACheckOfAnotherKindFails_Is200()
    {
        _delivery.Health.Returns(DeliveryHealth.Healthy);
        await using var gateway = await StartAsync(checks => checks.AddCheck<BrokenCheck>("not about readiness"));

        using var answer = await gateway.Http.GetAsync("/health/ready");

        ((int)answer.StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task Ready_AskedAgainAndAgain_IsLoggedAtEachChangeOnly()
    {
        var logs = new FakeLogCollector();
        await using var gateway = await StartAsync(checks =>
            checks.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)))
        );
        foreach (var ready in (bool[])[true, true, false, false, true, true, false])
        {
            _delivery.Health.Returns(new DeliveryHealth(ready, ready ? "" : "The disk is full."));
            using var answer = await gateway.Http.GetAsync("/health/ready");
        }

        logs.GetSnapshot()
            .Where(record => record.Category!.Contains("Health", StringComparison.Ordinal))
            .Select(record => record.Level)
            .ShouldBe([LogLevel.Warning, LogLevel.Information, LogLevel.Warning]);
    }

    private Task<GatewayHost> StartAsync(Action<IHealthChecksBuilder>? more = null) =>
        GatewayHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton(_delivery);
            var checks = builder.Services.AddHealth().AddDeliveryReadiness();
            more?.Invoke(checks);
        });

    private sealed class BrokenCheck : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("secret of the inside");
    }
}
