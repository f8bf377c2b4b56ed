using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Servers;

/// <summary>Hands HTTP requests on to a server as they came, host and path included, for a signature covers both; and the answers back.</summary>
public sealed class HttpRelay : IDisposable
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
        }
    );

    /// <summary>The path and the query as they came.</summary>
    public static string TargetOf(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <param name="context">The request, and where its answer goes.</param>
    /// <param name="server">The server that answers it.</param>
    public async Task PassAsync(HttpContext context, Uri server)
    {
        using var request = Copy(context.Request, server.GetLeftPart(UriPartial.Authority) + TargetOf(context));
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

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Copy(HttpRequest request, string address)
    {
        var copy = new HttpRequestMessage(HttpMethod.Parse(request.Method), new Uri(address, in AsItIs));
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
