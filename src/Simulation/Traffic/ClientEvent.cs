using Maas.Simulation.Fleet;

namespace Maas.Simulation.Traffic;

/// <summary>An event as an SDK is about to write it. Optional numbers of the fix are NaN when unknown.</summary>
internal readonly record struct ClientEvent(
    SimulatedDevice Device,
    string MessageId,
    string Type,
    string Name,
    DateTimeOffset At,
    ClientFix? Fix,
    int Detail
);

/// <summary>A fix as an SDK sends it.</summary>
internal readonly record struct ClientFix(
    double Latitude,
    double Longitude,
    double Altitude,
    double Accuracy,
    double Speed,
    double Bearing
);
