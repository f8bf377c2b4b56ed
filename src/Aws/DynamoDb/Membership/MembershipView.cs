using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb.Tables;

namespace Maas.Aws.DynamoDb.Membership;

/// <summary>
/// Reads all rows of a cluster as they were at one version. A query is not isolated from transactions: it may see one half of a change and
/// not the other. So the version is read first. A row that is newer shows a change that came in between, and the row that the version
/// itself changed, if it is older or missing, shows one that is not visible to the end; either is read again.
/// </summary>
internal sealed class MembershipView(DynamoTable table, string clusterId)
{
    /// <exception cref="DynamoDBTableException">There is no version row, or no whole view came about in the retries allowed.</exception>
    public async Task<(VersionRow Version, List<Item> Silos)> ReadAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var version = await ReadVersionAsync(cancellationToken);
            var silos = await QueryAsync(clusterId, keysOnly: false, cancellationToken)
                .Where(row => row.Text(SiloRow.SiloIdentity) != VersionRow.Identity)
                .ToListAsync(cancellationToken);
            if (await IsWholeAsync(version, silos, cancellationToken))
            {
                return (version, silos);
            }

            if (attempt == table.Pauses.RetriesMax)
            {
                throw new DynamoDBTableException(
                    $"Table {table.Name} changed during each of {attempt + 1} attempts to read cluster {clusterId} as a whole."
                );
            }

            await table.Pauses.WaitAsync(attempt, cancellationToken);
        }
    }

    /// <summary>All rows of a cluster, that of the version too.</summary>
    public IAsyncEnumerable<Item> QueryAsync(string cluster, bool keysOnly, CancellationToken cancellationToken)
    {
        var expression = new Expression();
        var query = new QueryRequest
        {
            KeyConditionExpression = expression.Equal(SiloRow.DeploymentId, Attributes.Text(cluster)),
            ProjectionExpression = keysOnly ? $"{expression.Name(SiloRow.DeploymentId)}, {expression.Name(SiloRow.SiloIdentity)}" : null,
            ExpressionAttributeNames = expression.Names,
            ExpressionAttributeValues = expression.Values,
            ConsistentRead = true,
        };
        return table.QueryAsync(query, cancellationToken);
    }

    private async Task<VersionRow> ReadVersionAsync(CancellationToken cancellationToken) =>
        await table.GetAsync(SiloRow.Key(clusterId, VersionRow.Identity), cancellationToken) is { } row
            ? VersionRow.Read(row)
            : throw Missing(table.Name, clusterId);

    public static DynamoDBTableException Missing(string table, string clusterId) =>
        new(
            $"Table {table} has no version row of cluster {clusterId}: start a silo, which creates it, or look for the cluster id that is meant."
        );

    private async Task<bool> IsWholeAsync(VersionRow version, List<Item> silos, CancellationToken cancellationToken)
    {
        if (silos.Exists(row => row.Number(SiloRow.MembershipVersion) > version.Version))
        {
            return false;
        }

        if (version.Changed is not { } changed)
        {
            return true;
        }

        if (silos.Find(row => row.Text(SiloRow.SiloIdentity) == changed) is { } last)
        {
            return last.Number(SiloRow.MembershipVersion) == version.Version;
        }

        // Either it is not visible yet, or it has been cleaned up since, which counts no version. This read waits for transactions.
        var now = await table.GetTogetherAsync([SiloRow.Key(clusterId, changed)], cancellationToken);
        return now[0] is null;
    }
}
