using Maas.Simulation.Fleet;
using Maas.Simulation.Randomness;
using Maas.Simulation.Sending;
using Maas.Simulation.Service;
using Maas.Simulation.Traffic;
using Maas.Tracking.Time;

namespace Maas.Simulation.Demo;

/// <summary>
/// The whole loop on a small scale, through the service's own HTTP port: a fleet sends, the hours so produced are run, a device is looked
/// up, and all of it is told in a few lines.
/// </summary>
public static class DemoScenario
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the demo and writes its report.</summary>
    /// <exception cref="ServiceException">The service does not answer, or does not take a key.</exception>
    /// <exception cref="TimeoutException">It did not become ready, or a run did not end, within <see cref="DemoOptions.Patience"/>.</exception>
    public static async Task<DemoResult> RunAsync(
        DemoOptions options,
        TextWriter output,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(options.Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await RunPatientlyAsync(options, new DemoReport(output, options), time, linked.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The demo did not end within {options.Patience.TotalSeconds:0} s.", late);
        }
    }

    private static async Task<DemoResult> RunPatientlyAsync(
        DemoOptions options,
        DemoReport report,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var reader = new MaasClient(options.Address, options.ReadKey);
        using var admin = new MaasClient(options.Address, options.AdminKey);
        while (!(await reader.GetReadinessAsync(cancellationToken)).Ready)
        {
            await Task.Delay(PollInterval, time, cancellationToken);
        }

        report.Begin();
        var begin = HourWindow.Of(time.GetUtcNow());
        var (sent, deviceKey) = await SendAsync(options, time, cancellationToken);
        report.Sent(sent);
        var end = HourWindow.Of(time.GetUtcNow()) + 1;

        var asked = await admin.RequestRunsAsync(begin.ToString(), end.ToString(), dryRun: false, cancellationToken);
        var runs = await RunWatch.WaitAsync(admin, asked.Runs.Select(static run => run.Id), PollInterval, time, null, cancellationToken);
        var device = deviceKey is null ? null : await reader.GetDeviceAsync(options.App, deviceKey, "merged", cancellationToken);
        var result = new DemoResult(sent, runs, device);
        report.End(result);
        return result;
    }

    private static async Task<(SendProgress Sent, string? DeviceKey)> SendAsync(
        DemoOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var seed = options.Seed ?? time.GetUtcNow().UtcTicks;
        var traffic = new TrafficOptions
        {
            WriteKey = options.WriteKey,
            Seed = seed,
            Events = options.Events,
        };
        var send = new SendOptions { BaseAddress = options.Address, EventsPerSecond = options.EventsPerSecond };
        using var source = new TrafficGenerator(traffic, new FleetOptions { Seed = seed, Devices = options.Devices }, time);
        using var client = new SimulationClient(send, time, new SeededRandom(seed));
        var sent = await client.SendAsync(source, null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return (sent, source.TalkativeDeviceKey);
    }
}
