using System.Text;
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
            {
                yield return line;
            }
        }
    }

    public static DeltaCommitInfo? CommitInfo(ReadOnlyMemory<byte> entry) =>
        Bodies(
                entry,
                "commitInfo",
                info => new DeltaCommitInfo(
                    DeltaActionReader.Text(info, DeltaActionWriter.RunIdField),
                    DeltaActionReader.Text(info, DeltaActionWriter.CommitIdField)
                )
            )
            .FirstOrDefault();

    public static IEnumerable<DeltaTransaction> Transactions(ReadOnlyMemory<byte> entry) =>
        Bodies(entry, "txn", DeltaActionReader.Transaction);

    private static IEnumerable<T> Bodies<T>(ReadOnlyMemory<byte> entry, string action, Func<JsonElement, T> read)
    {
        var opening = Encoding.UTF8.GetBytes($"{{\"{action}\"");
        foreach (var line in Lines(entry))
        {
            // Every writer names the action first, so the lines of files are not parsed for the sake of these few.
            if (!line.Span.StartsWith(opening))
            {
                continue;
            }

            using var document = JsonDocument.Parse(line);
            yield return read(document.RootElement.GetProperty(action));
        }
    }
}
