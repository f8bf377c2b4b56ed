using Maas.Gateway;
using Maas.Gateway.Hosting;
using Maas.Gateway.Ingestion;
using Microsoft.AspNetCore.Builder;

// A gateway apart from the silos: the same HTTP as a silo's own gateway, as a client of their cluster.
return await HostRunner.RunAsync(Compose, static _ => { }, Map, static _ => false);

WebApplicationBuilder Compose()
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddListening();
    builder.Services.AddIngestion(builder.Configuration);
    builder.Services.AddGatewayHttp(builder.Configuration);
    builder.AddClusterClient();
    return builder;
}

static void Map(WebApplication app)
{
    app.UseGatewayHttp();
    app.MapIngestion();
    app.MapGatewayHttp();
}
