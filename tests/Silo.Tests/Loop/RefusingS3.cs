using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Maas.Silo.Tests.Loop;

/// <summary>A way to an S3 server on which requests can be refused, as S3 does when it is asked too much.</summary>
internal sealed class RefusingS3 : IAsyncDisposable
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly WebApplication _app;
    private readonly Uri _target;
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
        }
    );

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
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
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

        using var request = Copy(context.Request, path);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name != "Transfer-Encoding")
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>The request with its own host, for the signature covers that.</summary>
    private HttpRequestMessage Copy(HttpRequest request, string path)
    {
        var copy = new HttpRequestMessage(
            HttpMethod.Parse(request.Method),
            new Uri(_target.GetLeftPart(UriPartial.Authority) + path, in AsItIs)
        );
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            copy.Content = new StreamContent(request.Body);
        }

        foreach (var (name, values) in request.Headers)
        {
            if (name is "Expect" or "Transfer-Encoding")
            {
                continue;
            }

            if (!copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                copy.Content ??= new ByteArrayContent([]);
                copy.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return copy;
    }
}
