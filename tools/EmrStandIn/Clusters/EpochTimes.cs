using System.Text.Json.Nodes;

namespace Maas.EmrStandIn.Clusters;

/// <summary>Times as the wire has them: seconds since the epoch, with a fraction.</summary>
internal static class EpochTimes
{
    public static JsonObject Of(IReadOnlyDictionary<string, DateTimeOffset> times)
    {
        var timeline = new JsonObject();
        foreach (var (name, at) in times)
        {
            timeline[name] = at.ToUnixTimeMilliseconds() / 1000.0;
        }

        return timeline;
    }
}
