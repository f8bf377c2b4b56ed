namespace Maas.Simulation.Service;

/// <param name="Status"><c>ready</c> or <c>unready</c>.</param>
/// <param name="Checks">Each check of the service.</param>
public sealed record ServiceReadiness(string Status, IReadOnlyList<ServiceCheck> Checks)
{
    public bool Ready => Status == "ready";
}

/// <param name="Name">Such as <c>delivery</c>.</param>
/// <param name="Ready">Whether it passes.</param>
/// <param name="Reason">Why not; empty when ready.</param>
public sealed record ServiceCheck(string Name, bool Ready, string Reason);
