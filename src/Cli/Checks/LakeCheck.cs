using Maas.Cli.Lake;
using Maas.Cli.Output;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Lake;

namespace Maas.Cli.Checks;

/// <summary>Looks at the lake's tables, wherever they are: whether their logs can be read and the files that they name are there.</summary>
internal sealed class LakeCheck(ServiceObjects objects, TimeProvider time)
{
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        foreach (var definition in LakeTables.All)
        {
            try
            {
                var there = await ListAsync(definition.Prefix + "/", cancellationToken);
                if (there.Count > 0)
                {
                    findings.Add(await CheckAsync(definition, there, cancellationToken));
                }
            }
            catch (DeltaException failure)
            {
                findings.Add(Finding.Bad(definition.Prefix, failure.Message, "Restore the table's _delta_log folder from a copy."));
            }
            catch (IOException failure)
            {
                findings.Add(Finding.Bad(definition.Prefix, failure.Message, Fix));
                if (objects.AreRemote)
                {
                    return findings;
                }
            }
        }

        return findings;
    }

    private string Fix =>
        objects.AreRemote
            ? "See that the bucket is there, and that region and credentials (AWS_REGION, AWS_PROFILE, …) let you read it."
            : "Restore the table's _delta_log folder from a copy.";

    private async Task<Finding> CheckAsync(DeltaTableDefinition definition, HashSet<string> there, CancellationToken cancellationToken)
    {
        var table = new DeltaTable(objects.Store, definition, time);
        var snapshot = await table.LoadAsync(cancellationToken);
        var missing = snapshot.Files.Count(file => !there.Contains(table.KeyOf(file.Path)));
        return missing == 0
            ? Finding.Good(
                definition.Prefix,
                snapshot.Version < 0 ? "empty" : $"version {snapshot.Version}, {Formats.Count(snapshot.FileCount, "file")}"
            )
            : Finding.Bad(
                definition.Prefix,
                $"{missing} of {snapshot.FileCount} files are missing",
                "Restore them, or run their hours again: maas run FROM TO."
            );
    }

    private async Task<HashSet<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        await foreach (var item in objects.Store.ListAsync(prefix, cancellationToken))
        {
            keys.Add(item.Key);
        }

        return keys;
    }
}
