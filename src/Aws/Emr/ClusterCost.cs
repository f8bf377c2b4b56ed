using Maas.Aws.Prices;

namespace Maas.Aws.Emr;

/// <summary>What a cluster's machines cost by the list: an estimate, without disks, traffic and what spot prices really were.</summary>
internal static class ClusterCost
{
    /// <summary>The sum over the machines, each from when it was asked for; null when none is known, or one is of a type without a price.</summary>
    public static decimal? Of(IReadOnlyList<EmrInstance> instances, PriceTable prices, DateTimeOffset now)
    {
        if (instances.Count == 0)
        {
            return null;
        }

        decimal? sum = 0;
        foreach (var instance in instances)
        {
            var times = instance.Status?.Timeline;
            var time = times?.CreationDateTime is { } from ? (times.EndDateTime ?? now) - from : TimeSpan.Zero;
            sum += prices.ClusterHour(instance.InstanceType, instance.Market == EmrInstance.Spot) * (decimal)time.TotalHours;
        }

        return sum is { } cost ? Math.Round(cost, 4) : null;
    }
}
