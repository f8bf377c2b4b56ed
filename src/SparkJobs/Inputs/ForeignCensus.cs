namespace Maas.SparkJobs.Inputs;

/// <summary>What a foreign file holds.</summary>
/// <param name="Rows">Well-formed lines.</param>
/// <param name="Malformed">Lines that are no row.</param>
/// <param name="Clean">Whether engines can read the file as it is; otherwise they read a copy of its well-formed lines.</param>
internal sealed record ForeignCensus(long Rows, long Malformed, bool Clean);
