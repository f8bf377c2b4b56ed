using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Fleet;
using Maas.Simulation.Traffic;

namespace Maas.Cli.Commands;

/// <summary><c>maas simulate</c>: a fleet of devices that sends to the service, or raw hours written to a folder.</summary>
internal sealed class SimulateCommand
{
    private const long DefaultEvents = 10_000;
    private const int DefaultDevices = 1_000;

    private readonly Option<long?> _events = new Option<long?>("--events")
    {
        Description = $"How many events to send [default: {DefaultEvents:N0}, or no end with --duration]",
        HelpName = "N",
    }.Positive();

    private readonly Option<double?> _duration = new Option<double?>("--duration")
    {
        Description = "How long to send, in seconds",
        HelpName = "S",
    }.Positive();

    private readonly Option<int?> _devices = new Option<int?>("--devices")
    {
        Description = $"Devices that exist [default: {DefaultDevices:N0}, or 1,000,000 with --hour-of-csv]",
        HelpName = "N",
    }.Positive();

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Fixes the fleet, its movement and its faults",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _batchSize = new Option<int>("--batch-size")
    {
        Description = "Events in a typical batch",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    }.Positive();

    private readonly Option<bool> _noFaults = new("--no-faults")
    {
        Description = "No copies, retries, odd sizes, malformed events or id resets",
    };

    private readonly SendingOptions _sending = new();
    private readonly SimulatedHours _hours = new();

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var settings = new SimulateCommand();
        var command = new ExampleCommand(
            "simulate",
            "Send the traffic of a simulated fleet: sessions, movement, clock skew, copies, retries, id resets, opt-outs, malformed events",
            "maas simulate",
            "maas simulate --devices 100000 --duration 60 --rate 5000",
            "maas simulate --events 1000000 --no-faults --concurrency 32 --json",
            "maas simulate --hour-of-csv ./hours --hours 24 --scale 0.1"
        );
        Option[] own = [settings._events, settings._duration, settings._devices, settings._seed, settings._batchSize, settings._noFaults];
        foreach (var option in own.Concat(settings._sending.All).Concat(settings._hours.All))
        {
            command.Options.Add(option);
        }

        command.SetAction(
            async (parsed, cancellationToken) => (int)await settings.RunAsync(environment, global, parsed, cancellationToken)
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(
        CliEnvironment environment,
        GlobalOptions global,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var (seed, devices) = (parsed.GetValue(_seed), parsed.GetValue(_devices));
        if (_hours.AreAskedFor(parsed))
        {
            return await _hours.WriteAsync(environment, parsed, devices, seed, global.Json(parsed), cancellationToken);
        }

        TimeSpan? duration = parsed.GetValue(_duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var traffic = new TrafficOptions
        {
            WriteKey = global.WriteKey(parsed),
            Seed = seed,
            Events = parsed.GetValue(_events) ?? (duration is null ? DefaultEvents : null),
            BatchSize = parsed.GetValue(_batchSize),
        };
        traffic = parsed.GetValue(_noFaults) ? traffic.WithoutFaults() : traffic;
        var fleet = new FleetOptions { Seed = seed, Devices = devices ?? DefaultDevices };
        using var source = new TrafficGenerator(traffic, fleet, environment.Time);
        var about = new { fleet.Seed, fleet.Devices };
        return await _sending.SendAsync(environment, global, parsed, source, duration, about, cancellationToken);
    }
}
