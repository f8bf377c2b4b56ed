using System.Text.Json;
using Maas.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Maas.Gateway.Tests;

/// <summary>The gateway's HTTP on a real Kestrel at a free port, with grains that the test supplies.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    public const string ReadKey = "test-read-key";
    public const string AdminKey = "test-admin-key";
    public const string ShopKey = "test-shop-key";

    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, IGrainFactory grains, FakeTimeProvider time)
    {
        _app = app;
        Grains = grains;
        Time = time;
        Address = new Uri(app.Urls.First());
        Http = Client(ReadKey);
    }

    public IGrainFactory Grains { get; }

    public FakeTimeProvider Time { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>A client with the read key for every app.</summary>
    public HttpClient Http { get; }

    public static async Task<GatewayHost> StartAsync(Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Maas:ReadKeys:0"] = ReadKey,
                ["Maas:ReadKeys:1:Key"] = ShopKey,
                ["Maas:ReadKeys:1:Apps:0"] = "shop",
                ["Maas:AdminKeys:0"] = AdminKey,
            }
        );
        var grains = Substitute.For<IGrainFactory>();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 23, 30, 0, TimeSpan.Zero));
        builder.Services.AddSingleton(grains);
        builder.Services.AddSingleton<TimeProvider>(time);
        configure?.Invoke(builder);
        builder.Services.AddGatewayHttp(builder.Configuration);

        var app = builder.Build();
        app.UseGatewayHttp();
        app.MapGatewayHttp();
        map?.Invoke(app);
        await app.StartAsync();
        return new GatewayHost(app, grains, time);
    }

    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return JsonElement.Parse(text);
    }

    /// <summary>Checks that the answer is RFC 9457 problem details with this status, and returns them.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, int status)
    {
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.JsonAsync();
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    /// <summary>The fields that a 400 complains of.</summary>
    public static async Task<string[]> WrongFieldsAsync(this HttpResponseMessage answer)
    {
        var problem = await answer.ProblemAsync(400);
        return [.. problem.GetProperty("errors").EnumerateObject().Select(field => field.Name)];
    }
}
