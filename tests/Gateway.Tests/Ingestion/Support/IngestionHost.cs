using System.Net.Http.Headers;
using System.Text;
using Maas.Gateway.Ingestion;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace Maas.Gateway.Tests.Ingestion.Support;

/// <summary>The SDKs' endpoints on a real Kestrel at a free port, with grains that keep what they are given.</summary>
internal sealed class IngestionHost : IAsyncDisposable
{
    public const string WriteKey = "test-write-key";
    public const string App = "demo";

    public static readonly DateTimeOffset Now = new(2026, 11, 22, 23, 30, 0, TimeSpan.Zero);

    private readonly WebApplication _app;

    private IngestionHost(WebApplication app, FakeRegistry registry, WatchedTime time)
    {
        _app = app;
        Registry = registry;
        Time = time;
        Address = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Address };
    }

    public FakeRegistry Registry { get; }

    public WatchedTime Time { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<IngestionHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Maas:Apps:demo:WriteKeys:0"] = WriteKey, ["Maas:Apps:shop:WriteKeys:0"] = "shop-write-key" }
        );
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        var grains = Substitute.For<IGrainFactory>();
        var registry = new FakeRegistry(grains);
        var time = new WatchedTime(Now);
        builder.Services.AddSingleton(grains);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddIngestion(builder.Configuration);
        var app = builder.Build();
        app.MapIngestion();
        await app.StartAsync();
        return new IngestionHost(app, registry, time);
    }

    /// <summary>Posts JSON with the write key as Basic user name.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, string? writeKey = WriteKey) =>
        PostAsync(path, Encoding.UTF8.GetBytes(json), writeKey);

    public async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? writeKey = WriteKey, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        if (writeKey is not null)
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(writeKey + ":")));
        }

        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
