using System.Text.Json.Nodes;

namespace Maas.EmrStandIn.Clusters;

/// <summary>The machines of a cluster: of each fleet as many of its first type as its target needs.</summary>
internal static class Machines
{
    public static JsonArray Of(JsonObject request, DateTimeOffset from, DateTimeOffset? readyAt, DateTimeOffset? endedAt)
    {
        var machines = new JsonArray();
        foreach (var fleet in request["Instances"]?["InstanceFleets"]?.AsArray() ?? [])
        {
            var type = fleet!["InstanceTypeConfigs"]![0]!;
            var weight = Number(type, "WeightedCapacity") ?? 1;
            Add(type, "ON_DEMAND", Number(fleet, "TargetOnDemandCapacity") ?? 0, weight);
            Add(type, "SPOT", Number(fleet, "TargetSpotCapacity") ?? 0, weight);
        }

        return machines;

        void Add(JsonNode type, string market, int units, int weight)
        {
            for (; units > 0; units -= weight)
            {
                machines.Add(
                    new JsonObject
                    {
                        ["Id"] = AwsIds.New("ci-"),
                        ["InstanceType"] = type["InstanceType"]!.GetValue<string>(),
                        ["Market"] = market,
                        ["Status"] = new JsonObject
                        {
                            ["State"] = endedAt is null ? "RUNNING" : "TERMINATED",
                            ["Timeline"] = EpochTimes.Of(Times()),
                        },
                    }
                );
            }
        }

        Dictionary<string, DateTimeOffset> Times()
        {
            var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { ["CreationDateTime"] = from };
            if (readyAt is { } ready)
            {
                times["ReadyDateTime"] = ready;
            }

            if (endedAt is { } ended)
            {
                times["EndDateTime"] = ended;
            }

            return times;
        }
    }

    private static int? Number(JsonNode node, string name) => node[name]?.GetValue<int>();
}
