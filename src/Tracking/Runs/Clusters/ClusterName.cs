using System.Globalization;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs.Clusters;

/// <summary>
/// The names of clusters: <c>maas-DEPLOYMENT-2026-11-22T10-20261122T230512-00042-3</c>, the hour, the run and the attempt. A name is given to
/// one submission only, so a submission whose answer was lost is found by it.
/// </summary>
public static class ClusterName
{
    private const string Product = "maas";
    private const int HourLength = 13;

    /// <summary>What the names of all clusters of a deployment begin with, and perhaps those of another whose name goes on.</summary>
    public static string Prefix(string deployment) => $"{Product}-{deployment}-";

    public static string Format(string deployment, RunOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Prefix(deployment) + string.Create(CultureInfo.InvariantCulture, $"{order.Hour}-{order.RunId}-{order.Attempt}");
    }

    /// <summary>
    /// The attempt that a name was given to; null when it is no name of the deployment. Whether the attempt was provisional or a dry run is
    /// not in the name.
    /// </summary>
    public static RunOrder? TryParse(string deployment, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var prefix = Prefix(deployment);
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = name[prefix.Length..];
        var end = rest.LastIndexOf('-');
        return
            end > HourLength
            && rest[HourLength] == '-'
            && HourWindow.TryParse(rest[..HourLength], out var hour)
            && RunIds.IsWellFormed(rest[(HourLength + 1)..end])
            && long.TryParse(rest[(end + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new RunOrder(rest[(HourLength + 1)..end], hour, attempt, Provisional: false, DryRun: false)
            : null;
    }
}
