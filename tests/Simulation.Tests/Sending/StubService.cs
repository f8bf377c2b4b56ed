using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Simulation.Tests.Sending;

/// <summary>A real Kestrel on a free port of loopback that answers as the test says and keeps what it got.</summary>
internal sealed class StubService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<JsonDocument> _bodies = [];

    private StubService(WebApplication app) => _app = app;

    /// <summary>Decides each answer; gets the number of the request, from 1 on.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = static (_, _) => Task.CompletedTask;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IReadOnlyList<JsonDocument> Bodies
    {
        get
        {
            lock (_gate)
            {
                return [.. _bodies];
            }
        }
    }

    public static async Task<StubService> StartAsync(Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var stub = new StubService(builder.Build());
        stub._app.MapPost("/v1/b", stub.ReceiveAsync);
        map?.Invoke(stub._app);
        await stub._app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        var zipped = context.Request.Headers.ContentEncoding == "gzip";
        await using var stream = zipped ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        var body = await JsonDocument.ParseAsync(stream, cancellationToken: context.RequestAborted);
        int number;
        lock (_gate)
        {
            _bodies.Add(body);
            number = _bodies.Count;
        }

        await Answer(context, number);
    }
}
