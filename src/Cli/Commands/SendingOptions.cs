using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Randomness;
using Maas.Simulation.Sending;
using Maas.Simulation.Service;
using Maas.Simulation.Traffic;

namespace Maas.Cli.Commands;

/// <summary>What <c>simulate</c> and <c>replay</c> have in common: how traffic gets to the service, and what is said of it.</summary>
internal sealed class SendingOptions
{
    private readonly Option<double?> _rate = new Option<double?>("--rate")
    {
        Description = "Events a second [default: as fast as the service takes them]",
        HelpName = "N",
    }.Positive();

    private readonly Option<int> _concurrency = new Option<int>("--concurrency")
    {
        Description = "Requests under way at once",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    }.Positive();

    private readonly Option<double> _giveUp = new Option<double>("--give-up-after")
    {
        Description = "How long a batch is sent again after refusals and lost connections, in seconds",
        HelpName = "S",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<bool> _gzip = new("--gzip") { Description = "Compress bodies" };

    private readonly Option<string?> _ackLog = new("--ack-log")
    {
        Description = "Append the message id of every acknowledged event to this file",
        HelpName = "FILE",
    };

    public IEnumerable<Option> All => [_rate, _concurrency, _gzip, _giveUp, _ackLog];

    /// <summary>Makes sure that the service is there and takes the key, sends everything, and reports.</summary>
    /// <param name="environment">Where the report goes.</param>
    /// <param name="global">Address and key.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="source">What to send.</param>
    /// <param name="duration">When to stop, if not at the source's end.</param>
    /// <param name="about">What <c>--json</c> says of the source.</param>
    /// <param name="cancellationToken">Ends the sending cleanly.</param>
    public async Task<ExitCode> SendAsync(
        CliEnvironment environment,
        GlobalOptions global,
        ParseResult parsed,
        ITrafficSource source,
        TimeSpan? duration,
        object about,
        CancellationToken cancellationToken
    )
    {
        using (var service = new MaasClient(global.Url(parsed)))
        {
            await service.CheckWriteKeyAsync(global.WriteKey(parsed), cancellationToken);
        }

        var options = new SendOptions
        {
            BaseAddress = global.Url(parsed),
            Concurrency = parsed.GetValue(_concurrency),
            Gzip = parsed.GetValue(_gzip),
            EventsPerSecond = parsed.GetValue(_rate),
            Duration = duration,
            GiveUpAfter = TimeSpan.FromSeconds(parsed.GetValue(_giveUp)),
            AckLog = parsed.GetValue(_ackLog),
        };
        using var client = new SimulationClient(options, environment.Time, new SeededRandom(1));
        var sent = await SendProgressBar.RunAsync(environment, progress => client.SendAsync(source, progress, cancellationToken));
        await SendReport.WriteAsync(environment, global.Json(parsed), sent, about);
        return sent.Complete ? ExitCode.Ok : ExitCode.Failed;
    }
}
