using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;

namespace Maas.Silo.Hosting;

/// <summary>Tells a person at a terminal, once the service listens, where it is and how to send the first event.</summary>
internal sealed class StartBanner(
    IServer server,
    IConfiguration configuration,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime
) : IHostedService
{
    /// <summary>The standard setting of the console's format; with JSON, standard output is a machine's.</summary>
    private const string FormatterName = "Logging:Console:FormatterName";

    private const string FirstEvent =
        """{"anonymousId":"my-phone","event":"Hello","context":{"location":{"latitude":-10.94,"longitude":-37.06}}}""";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.Equals(configuration[FormatterName], ConsoleFormatterNames.Json, StringComparison.OrdinalIgnoreCase))
        {
            lifetime.ApplicationStarted.Register(() => Console.Out.WriteLine(Text()));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Text()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://127.0.0.1:8080";
        var data = Path.GetFullPath(configuration["Maas:Data:Path"] ?? "data");
        var lines = new List<string> { "", "Maas is listening.", $"  address    {address}", $"  data       {data}" };
        // Keys are shown only where they are the well-known ones of the Development environment.
        if (environment.IsDevelopment() && configuration["Maas:Apps:demo:WriteKeys:0"] is { } writeKey)
        {
            lines.Add($"  write key  {writeKey}");
            lines.Add("");
            lines.Add("Send an event:");
            lines.Add($"  curl -u {writeKey}: {address}/v1/track -d '{FirstEvent}'");
            lines.Add("");
            lines.Add("See the device:");
            lines.Add($"  curl -H 'Authorization: Bearer {configuration["Maas:ReadKeys:0"]}' {address}/v1/devices/demo/my-phone");
        }

        lines.Add("");
        lines.Add("Ctrl-C stops: everything acknowledged is on disk.");
        return string.Join(Environment.NewLine, lines);
    }
}

internal static class StartBannerSetup
{
    public static IServiceCollection AddStartBanner(this IServiceCollection services) => services.AddHostedService<StartBanner>();
}
