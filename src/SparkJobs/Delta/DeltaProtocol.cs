namespace Maas.SparkJobs.Delta;

/// <summary>What a client must understand to read and to write a table.</summary>
internal sealed record DeltaProtocol(int MinReaderVersion, int MinWriterVersion)
{
    /// <summary>What this client understands, and what it creates tables with.</summary>
    public static DeltaProtocol Supported { get; } = new(1, 2);
}
