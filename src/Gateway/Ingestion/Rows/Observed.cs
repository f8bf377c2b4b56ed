namespace Maas.Gateway.Ingestion.Rows;

/// <summary>A group of fields of a device's observation while its text still lies in a growing buffer.</summary>
/// <param name="At">The event time that set the group; null when no event states it.</param>
/// <param name="By">The hash of the message that set it.</param>
/// <param name="Start">Where its text begins.</param>
/// <param name="End">The byte after it.</param>
internal readonly record struct Observed(long? At, ulong By, int Start, int End);
