using Maas.Simulation.Fleet;

namespace Maas.Simulation.Traffic;

/// <summary>An event to be sent once more, as it was.</summary>
internal readonly record struct LateCopy(SimulatedDevice Device, byte[] Json);

/// <summary>A batch to be sent once more, as it was.</summary>
internal readonly record struct LateBatch(byte[] Body, TrafficCounts Counts, IReadOnlyList<string> MessageIds);
