namespace Maas.SparkJobs.Delta;

/// <summary>A table's log cannot be read or written: damaged, of a newer protocol, or at odds with what is to be committed.</summary>
public sealed class DeltaException(string message, Exception? inner = null) : Exception(message, inner);
