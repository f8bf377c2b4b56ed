using System.Text.Json;

namespace Maas.SparkJobs.Delta;

/// <summary>What a log entry says of its commit.</summary>
/// <param name="RunId">The run, if this product wrote it.</param>
/// <param name="CommitId">Unique to one call of commit, by which a lost answer is recognised.</param>
internal sealed record DeltaCommitInfo(string? RunId, string? CommitId);

/// <summary>Reads log entries: a JSON action a line.</summary>
internal static class DeltaEntryReader
{
    public static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> entry)
    {
        while (!entry.IsEmpty)
        {
            var end = entry.Span.IndexOf((byte)'\n');
            var line = end < 0 ? entry : entry[..end];
            entry = end < 0 ? default : entry[(end + 1)..];
            if (line.Span.ContainsAnyExcept(" \r\t"u8))
                yield return line;
        }
    }

    public static DeltaCommitInfo? CommitInfo(ReadOnlyMemory<byte> entry)
    {
        foreach (var line in Lines(entry))
        {
            // Only this action is short and at hand in every line's beginning, so other lines are not parsed twice.
            if (line.Span.TrimStart((byte)' ').StartsWith("{\"commitInfo\""u8))
            {
                using var action = JsonDocument.Parse(line);
                var info = action.RootElement.GetProperty("commitInfo");
                return new DeltaCommitInfo(
                    DeltaActionReader.Text(info, DeltaActionWriter.RunIdField),
                    DeltaActionReader.Text(info, DeltaActionWriter.CommitIdField)
                );
            }
        }

        return null;
    }
}
