using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Servers.Recording;

/// <summary>
/// One address for all of AWS: hands each request on to the stand-in of the service that it is signed for, and keeps what it asks to be allowed.
/// </summary>
public sealed class AwsRecorder : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IReadOnlyDictionary<string, Uri> _services;
    private readonly HttpRelay _relay = new();
    private readonly ConcurrentQueue<AwsCall> _calls = new();

    private AwsRecorder(WebApplication app, IReadOnlyDictionary<string, Uri> services) => (_app, _services) = (app, services);

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Everything so far, in the order of its arrival.</summary>
    public IReadOnlyCollection<AwsCall> Calls => _calls;

    /// <param name="services">The stand-in of each service, by the name that requests are signed for; <c>*</c> is for all others.</param>
    public static async Task<AwsRecorder> StartAsync(IReadOnlyDictionary<string, Uri> services)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var recorder = new AwsRecorder(builder.Build(), services);
        recorder._app.Run(recorder.TakeAsync);
        await recorder._app.StartAsync();
        return recorder;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _relay.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (RequestScope.Of(context.Request) is not { } scope)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        foreach (var call in await ReadAsync(context, scope))
        {
            _calls.Enqueue(call);
        }

        await _relay.PassAsync(context, _services.GetValueOrDefault(scope.Service) ?? _services["*"]);
    }

    private static async Task<IReadOnlyList<AwsCall>> ReadAsync(HttpContext context, RequestScope scope)
    {
        if (scope.Service == "s3")
        {
            return [S3Call.Read(scope, context.Request.Method, HttpRelay.TargetOf(context))];
        }

        // These bodies are small, and are read twice.
        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        return target.Length > 0 ? JsonCall.Read(scope, target, body) : QueryCall.Read(scope, body);
    }
}
