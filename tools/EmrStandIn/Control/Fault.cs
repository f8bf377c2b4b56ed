namespace Maas.EmrStandIn.Control;

/// <summary>A fault to come.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Count">How often: calls, clusters or lists. Default 1.</param>
/// <param name="At">For faults of calls the operation, every one if it is null; for a cluster the state or step.</param>
internal sealed record Fault(FaultKind Kind, int Count = 1, string? At = null);
