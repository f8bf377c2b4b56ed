using Maas.Simulation.Demo;
using Maas.Simulation.Service;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Maas.Silo.Demo;

/// <summary>With <c>--demo</c>: once the service listens, a simulated fleet goes through the whole loop against its own HTTP port.</summary>
internal sealed class DemoService(IServer server, IConfiguration configuration, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            await DemoScenario.RunAsync(Options(), Console.Out, time, stoppingToken);
        }
        catch (Exception exception) when (exception is ServiceException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"The demo did not finish: {exception.Message}");
        }
    }

    private DemoOptions Options() =>
        new()
        {
            Address = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()),
            WriteKey = Key("Maas:Apps:demo:WriteKeys:0"),
            ReadKey = Key("Maas:ReadKeys:0"),
            AdminKey = Key("Maas:AdminKeys:0"),
        };

    private string Key(string name) =>
        configuration[name]
        ?? throw new InvalidOperationException($"--demo needs {name}: run it in the Development environment, or set that key.");
}
