using System.Net;
using Maas.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Silo.Tests.Loop;

/// <summary>A way to an S3 server on which requests can be refused, as S3 does when it is asked too much.</summary>
internal sealed class RefusingS3 : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri _target;
    private readonly HttpRelay _relay = new();
    private string _method = "";
    private string _part = "";
    private int _refusals;
    private int _refused;

    private RefusingS3(WebApplication app, Uri target) => (_app, _target) = (app, target);

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Requests refused so far.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public static async Task<RefusingS3> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var proxy = new RefusingS3(builder.Build(), target);
        proxy._app.Run(proxy.PassAsync);
        await proxy._app.StartAsync();
        return proxy;
    }

    /// <summary>Refuses so many of the next requests of a method whose path holds the part.</summary>
    public void RefuseNext(string method, string part, int count)
    {
        (_method, _part) = (method, part);
        Volatile.Write(ref _refusals, count);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _relay.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var path = HttpRelay.TargetOf(context);
        if (
            context.Request.Method == _method
            && path.Contains(_part, StringComparison.Ordinal)
            && Interlocked.Decrement(ref _refusals) >= 0
        )
        {
            Interlocked.Increment(ref _refused);
            context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            await context.Response.WriteAsync("<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
            return;
        }

        await _relay.PassAsync(context, _target);
    }
}
