using Maas.Gateway.Hosting;
using Maas.Silo.Demo;
using Maas.Silo.Hosting;

// The whole product in one process: gateway, device registry, delivery, hourly batch.
return CommandLine.AsksForHelp(args) ? CommandLine.ShowHelp()
    : CommandLine.AsksForCheck(args) ? await SettingsCheck.RunAsync(Compose)
    : await SiloRunner.RunAsync(Compose, Map);

WebApplicationBuilder Compose()
{
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = CommandLine.WithoutSwitches(args), ContentRootPath = AppContext.BaseDirectory }
    );
    builder.Configuration.ExpectReadable();
    builder.AddListening();

    builder.Services.AddAdapters(builder.Configuration);
    builder.Services.AddInnerGateway(builder.Configuration);
    builder.Services.AddSiloReadiness();
    builder.Services.AddStartBanner();
    builder.Services.AddDemo(CommandLine.AsksForDemo(args));
    builder.AddSilo();
    return builder;
}

static void Map(WebApplication app)
{
    app.MapInnerGateway();
}
