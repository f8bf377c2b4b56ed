using Maas.Simulation.Sending;
using Maas.Simulation.Service;
using Maas.Tracking.Runs;

namespace Maas.Simulation.Demo;

/// <summary>What the demo saw.</summary>
/// <param name="Sent">The truth of what was sent.</param>
/// <param name="Runs">The runs of the hours so produced.</param>
/// <param name="Device">One device as the registry shows it afterwards.</param>
public sealed record DemoResult(SendProgress Sent, IReadOnlyList<ServiceRun> Runs, ServiceDevice? Device)
{
    /// <summary>The books of all the runs together.</summary>
    public ServiceBooks Books { get; } =
        Runs.Select(static run => run.Books ?? ServiceBooks.Empty).Aggregate(ServiceBooks.Empty, static (a, b) => a + b);

    /// <summary>Events that the hours account for beyond what the demo sent: there before it, or sent by others meanwhile.</summary>
    public long FromElsewhere => Accounted - Sent.Acknowledged.Events;

    /// <summary>Everything sent was stored, recognised as a copy, refused by consent or set aside; and every row read was classed.</summary>
    public bool Balanced => Books.ReadBalances && Books.Read == Books.Delivered + Books.Surplus && FromElsewhere >= 0;

    public bool Succeeded => Sent.Complete && Runs.Count > 0 && Runs.All(static run => run.State == RunState.Succeeded) && Balanced;

    private long Accounted => Books.Delivered + Books.Repeated + Books.Refused + Books.SetAside;
}
