using System.Text;
using Maas.Gateway.Apps;
using Microsoft.AspNetCore.Http;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>
/// Finds the app of a request. A write key may stand in four places: as the user name of Basic authentication, in <c>X-Write-Key</c>
/// (also <c>id:secret</c>), in the body, or in several of them. The first known one counts, headers before the body: clients that put
/// something else into a header and the key into the body are served too.
/// </summary>
internal static class Credentials
{
    private const string WriteKeyHeader = "X-Write-Key";
    private const string BasicPrefix = "Basic ";
    private const int HeaderLengthMax = 1024;

    public static AppName? FindInHeaders(WriteKeys keys, IHeaderDictionary headers) =>
        FindInBasic(keys, headers) ?? FindInHeader(keys, headers);

    private static AppName? FindInHeader(WriteKeys keys, IHeaderDictionary headers) =>
        headers.TryGetValue(WriteKeyHeader, out var values) && values is [{ Length: > 0 and <= HeaderLengthMax } value]
            ? keys.FindInPair(Encoding.UTF8.GetBytes(value))
            : null;

    private static AppName? FindInBasic(WriteKeys keys, IHeaderDictionary headers)
    {
        var authorization = headers.Authorization;
        if (
            authorization.Count != 1
            || authorization[0] is not { Length: <= HeaderLengthMax } value
            || !value.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        Span<byte> decoded = stackalloc byte[HeaderLengthMax];
        if (!Convert.TryFromBase64Chars(value.AsSpan(BasicPrefix.Length).Trim(), decoded, out var length))
        {
            return null;
        }

        var user = decoded[..length];
        var colon = user.LastIndexOf((byte)':');
        return (colon >= 0 ? keys.FindInPair(user[..colon]) : null) ?? keys.FindInPair(user);
    }
}
