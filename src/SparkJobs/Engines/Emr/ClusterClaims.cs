using System.Globalization;
using System.Text.Json;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>The claims of an hour's attempts, an object each: <c>runs/yyyy/MM/dd/HH/RUN/cluster-ATTEMPT.json</c>.</summary>
internal sealed class ClusterClaims(IObjectStore store)
{
    private const string Name = "cluster-";
    private const string Ending = ".json";

    /// <summary>Makes the attempt's first claim; false when it has one.</summary>
    public Task<bool> TryAddAsync(RunOrder order, ClusterClaim claim, CancellationToken cancellationToken) =>
        store.PutIfAbsentAsync(Key(order), Write(claim), cancellationToken);

    public Task PutAsync(RunOrder order, ClusterClaim claim, CancellationToken cancellationToken) =>
        store.PutAsync(Key(order), Write(claim), cancellationToken);

    public async Task<ClusterClaim?> ReadAsync(RunOrder order, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(Key(order), cancellationToken).ConfigureAwait(false);
        return stream is null
            ? null
            : await JsonSerializer.DeserializeAsync(stream, ClaimJson.Default.ClusterClaim, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The attempts of the hour, of whatever run, that have a claim, the earliest first.</summary>
    public async Task<IReadOnlyList<RunOrder>> ListAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var prefix = $"runs/{order.Hour.Folder}/";
        List<RunOrder> orders = [];
        await foreach (var item in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (
                item.Key[prefix.Length..].Split('/') is [var run, var file]
                && file.StartsWith(Name, StringComparison.Ordinal)
                && file.EndsWith(Ending, StringComparison.Ordinal)
                && long.TryParse(file[Name.Length..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            )
            {
                orders.Add(new RunOrder(run, order.Hour, attempt, Provisional: false, DryRun: false));
            }
        }

        orders.Sort((one, other) => one.Attempt.CompareTo(other.Attempt));
        return orders;
    }

    private static string Key(RunOrder order) =>
        string.Create(CultureInfo.InvariantCulture, $"{order.Folder}/{Name}{order.Attempt}{Ending}");

    private static byte[] Write(ClusterClaim claim) => JsonSerializer.SerializeToUtf8Bytes(claim, ClaimJson.Default.ClusterClaim);
}
