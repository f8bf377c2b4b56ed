using System.Text.Json;

namespace Maas.SparkJobs.Delta;

/// <summary>Which checkpoint to begin with.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Parts">The number of files that another writer has split it into, or null.</param>
internal sealed record DeltaCheckpointHint(long Version, int? Parts)
{
    public IEnumerable<string> Files =>
        Parts is { } parts
            ? Enumerable.Range(1, parts).Select(part => DeltaPaths.CheckpointPart(Version, part, parts))
            : [DeltaPaths.Checkpoint(Version)];

    /// <summary>Reads <c>_last_checkpoint</c>; null if it is damaged, for it is no more than a hint.</summary>
    public static DeltaCheckpointHint? Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            var parts =
                root.TryGetProperty("parts", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : (int?)null;
            return new DeltaCheckpointHint(root.GetProperty("version").GetInt64(), parts);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
