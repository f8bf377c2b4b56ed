using System.Text.Json;
using Maas.SparkJobs.Delta;

namespace Maas.SparkJobs.Lake;

/// <summary>How many rows a table's file holds, from its statistics.</summary>
internal static class DeltaRows
{
    public static long Of(DeltaFile file)
    {
        if (file.Statistics is null)
        {
            return 0;
        }

        using var statistics = JsonDocument.Parse(file.Statistics);
        return statistics.RootElement.TryGetProperty("numRecords", out var rows) ? rows.GetInt64() : 0;
    }
}
