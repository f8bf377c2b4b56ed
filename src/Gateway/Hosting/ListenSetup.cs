using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Hosting;

public static class ListenSetup
{
    private const string Loopback = "http://127.0.0.1:8080";

    /// <summary>
    /// Listens on loopback unless an address is configured in any of the usual ways (<c>ASPNETCORE_URLS</c>, <c>--urls</c>,
    /// <c>Kestrel:Endpoints</c>), and off loopback on encrypted addresses only, unless <see cref="ListenOptions"/> allow others.
    /// </summary>
    public static void AddListening(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ListenOptions>().BindConfiguration(ListenOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ListenOptions>, ListenOptionsValidator>());
        string[] keys = ["urls", "http_ports", "https_ports"];
        if (
            keys.All(key => string.IsNullOrEmpty(builder.Configuration[key]))
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
        )
        {
            // As code, not as a settings file: a file would win over the environment.
            builder.WebHost.UseUrls(Loopback);
        }
    }
}
