using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace Maas.Gateway.Hosting;

public static class DefaultAddress
{
    private const string Loopback = "http://127.0.0.1:8080";

    /// <summary>
    /// Listens on loopback unless an address is configured in any of the usual ways (<c>ASPNETCORE_URLS</c>, <c>--urls</c>,
    /// <c>Kestrel:Endpoints</c>). As code, not as a settings file: a file would win over the environment.
    /// </summary>
    public static void UseLoopbackByDefault(this WebApplicationBuilder builder)
    {
        string[] keys = ["urls", "http_ports", "https_ports"];
        if (
            keys.All(key => string.IsNullOrEmpty(builder.Configuration[key]))
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
        )
        {
            builder.WebHost.UseUrls(Loopback);
        }
    }
}
