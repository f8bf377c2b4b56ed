using System.CommandLine;
using Maas.Cli.Output;
using Maas.Cli.Service;
using Maas.Simulation.Fleet;
using Maas.Simulation.Randomness;
using Maas.Simulation.Sending;
using Maas.Simulation.Traffic;

namespace Maas.Cli.Commands;

/// <summary><c>maas simulate</c>: a fleet of devices that sends to the service.</summary>
internal static class SimulateCommand
{
    private const long DefaultEvents = 10_000;

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var events = new Option<long?>("--events")
        {
            Description = $"How many events to send [default {DefaultEvents:N0}, none with --duration]",
            HelpName = "N",
        };
        var duration = new Option<double?>("--duration") { Description = "How long to send, in seconds", HelpName = "S" };
        var rate = new Option<double?>("--rate")
        {
            Description = "Events a second [default: as fast as the service takes them]",
            HelpName = "N",
        };
        var devices = new Option<int>("--devices")
        {
            Description = "Devices in the fleet",
            HelpName = "N",
            DefaultValueFactory = _ => 1_000,
        };
        var seed = new Option<long>("--seed")
        {
            Description = "Fixes the fleet and its faults",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var batchSize = new Option<int>("--batch-size")
        {
            Description = "Events in a typical batch",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        var concurrency = new Option<int>("--concurrency")
        {
            Description = "Requests under way at once",
            HelpName = "N",
            DefaultValueFactory = _ => 8,
        };
        var gzip = new Option<bool>("--gzip") { Description = "Compress bodies" };
        var clean = new Option<bool>("--no-faults") { Description = "No copies, retries, odd sizes, malformed events or id resets" };
        var ackLog = new Option<string?>("--ack-log")
        {
            Description = "Append the id of every acknowledged event to this file",
            HelpName = "FILE",
        };
        events.Positive();
        duration.Positive();
        rate.Positive();
        devices.Positive();
        batchSize.Positive();
        concurrency.Positive();

        var command = new ExampleCommand(
            "simulate",
            "Sends the traffic of a simulated fleet: sessions, movement, clock skew, copies, retries, id resets, opt-outs, malformed events.",
            "maas simulate",
            "maas simulate --devices 100000 --duration 60 --rate 5000",
            "maas simulate --events 1000000 --no-faults --concurrency 32 --json"
        )
        {
            events,
            duration,
            rate,
            devices,
            seed,
            batchSize,
            concurrency,
            gzip,
            clean,
            ackLog,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var (url, writeKey) = (global.Url(parsed), global.WriteKey(parsed));
                var traffic = new TrafficOptions
                {
                    WriteKey = writeKey,
                    Seed = parsed.GetValue(seed),
                    Events = parsed.GetValue(events) ?? (parsed.GetValue(duration) is null ? DefaultEvents : null),
                    BatchSize = parsed.GetValue(batchSize),
                };
                var fleet = new FleetOptions { Seed = parsed.GetValue(seed), Devices = parsed.GetValue(devices) };
                var send = new SendOptions
                {
                    BaseAddress = url,
                    Concurrency = parsed.GetValue(concurrency),
                    Gzip = parsed.GetValue(gzip),
                    EventsPerSecond = parsed.GetValue(rate),
                    Duration = parsed.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    AckLog = parsed.GetValue(ackLog),
                };
                using (var service = new MaasClient(url))
                {
                    await service.CheckWriteKeyAsync(writeKey, cancellationToken);
                }

                using var source = new TrafficGenerator(
                    parsed.GetValue(clean) ? traffic.WithoutFaults() : traffic,
                    fleet,
                    environment.Time
                );
                using var client = new SimulationClient(send, environment.Time, new SeededRandom(fleet.Seed));
                var sent = await SendProgressBar.RunAsync(environment, progress => client.SendAsync(source, progress, cancellationToken));
                await SendReport.WriteAsync(
                    environment,
                    global.Json(parsed),
                    sent,
                    new
                    {
                        fleet.Seed,
                        fleet.Devices,
                        source.DevicesSeen,
                    }
                );
                return (int)SendReport.Judge(sent);
            }
        );
        return command;
    }
}
