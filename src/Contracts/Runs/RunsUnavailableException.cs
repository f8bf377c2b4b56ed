using Orleans.Runtime;

namespace Maas.Contracts.Runs;

/// <summary>The coordinator of the runs cannot answer now: its ledger or the raw files are out of reach, or it is moving to another silo.</summary>
[GenerateSerializer, Alias("maas.RunsUnavailableException")]
public sealed class RunsUnavailableException(string message) : OrleansException(message);
