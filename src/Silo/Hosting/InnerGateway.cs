using Maas.Gateway;
using Maas.Gateway.Ingestion;

namespace Maas.Silo.Hosting;

/// <summary>The gateway inside the silo's process, unless <c>Maas:Gateway:Enabled</c> leaves it to gateways apart.</summary>
internal static class InnerGateway
{
    public static IServiceCollection AddInnerGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InnerGatewayOptions>().Bind(configuration.GetSection(InnerGatewayOptions.Section));
        return IsEnabled(configuration)
            ? services.AddIngestion(configuration).AddGatewayHttp(configuration)
            : services.AddOperations(configuration);
    }

    public static void MapInnerGateway(this WebApplication app)
    {
        if (!IsEnabled(app.Configuration))
        {
            app.MapOperations();
            return;
        }

        app.UseGatewayHttp();
        app.MapIngestion();
        app.MapGatewayHttp();
    }

    private static bool IsEnabled(IConfiguration configuration) =>
        configuration.GetValue($"{InnerGatewayOptions.Section}:{nameof(InnerGatewayOptions.Enabled)}", defaultValue: true);
}
