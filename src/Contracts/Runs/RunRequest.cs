namespace Maas.Contracts.Runs;

/// <summary>A period to run.</summary>
/// <param name="FromHour">First hour, whole hours since the Unix epoch.</param>
/// <param name="ToHour">The hour after the last one.</param>
/// <param name="DryRun">Compute and compare; commit nothing.</param>
[GenerateSerializer, Immutable, Alias("maas.RunRequest")]
public sealed record RunRequest([property: Id(0)] int FromHour, [property: Id(1)] int ToHour, [property: Id(2)] bool DryRun);
