using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Gateway.Registry;

/// <summary>
/// The device key at the end of a request's path. Taken from the request line as it was sent, because the server's decoded path keeps
/// <c>%2F</c> and decodes <c>%252F</c> to the same text: two keys would be one.
/// </summary>
internal static class DevicePath
{
    public static string ReadKey(HttpContext context, string routed)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.AsSpan();
        var query = path.IndexOf('?');
        path = query < 0 ? path : path[..query];

        // The path base and the segments before the key hold no encoded slash, so as many slashes stand before the key in both forms.
        var prefix = context.Request.PathBase.Value + context.Request.Path.Value;
        var before = prefix.AsSpan(0, Math.Max(0, prefix.Length - routed.Length)).Count('/');
        if (path.IsEmpty || path[0] != '/' || path.Count('/') < before)
        {
            return Uri.UnescapeDataString(routed);
        }

        for (; before > 0; before--)
        {
            path = path[(path.IndexOf('/') + 1)..];
        }

        return Uri.UnescapeDataString(path);
    }
}
