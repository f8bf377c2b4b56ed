namespace Maas.Simulation.Fleet;

/// <summary>Where simulated people live and move, and what their phones are set to there.</summary>
public sealed record City(string Name, double Latitude, double Longitude, string Timezone, string[] Locales, string[] Carriers);
