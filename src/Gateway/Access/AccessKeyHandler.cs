using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Access;

/// <summary>Reads <c>Authorization: Bearer KEY</c>. What SDKs send (Basic, or nothing) is no business of this scheme and passes by.</summary>
internal sealed class AccessKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AccessKeys keys
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var owner = keys.Find(header[(Scheme.Length + 1)..].Trim());
        return owner is null
            ? AuthenticateResult.Fail("The key is unknown.")
            : AuthenticateResult.Success(new AuthenticationTicket(owner, Scheme));
    }
}
