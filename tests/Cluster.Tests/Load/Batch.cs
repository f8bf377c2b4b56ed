using System.Text.Json.Nodes;

namespace Maas.Cluster.Tests.Load;

/// <summary>What one request carries.</summary>
/// <param name="Body">The JSON.</param>
/// <param name="Ids">The message ids in it.</param>
internal sealed record Batch(string Body, IReadOnlyList<string> Ids)
{
    private const int Events = 10;
    private const int Devices = 300;

    /// <summary>A batch of one device, as a phone sends it, or now and then of several, as a server does.</summary>
    public static Batch Make(Acknowledged acknowledged, Random random)
    {
        var single = random.Next(5) > 0 ? random.Next(Devices) : (int?)null;
        var ids = new string[Events];
        var events = new JsonArray();
        for (var at = 0; at < Events; at++)
        {
            ids[at] = acknowledged.Make();
            events.Add(Event(ids[at], $"device-{single ?? random.Next(Devices)}"));
        }

        return new Batch(new JsonObject { ["batch"] = events, ["sentAt"] = "2026-11-22T10:00:00.000Z" }.ToJsonString(), ids);
    }

    private static JsonObject Event(string id, string device) =>
        new()
        {
            ["type"] = "track",
            ["event"] = "Moved",
            ["messageId"] = id,
            ["timestamp"] = "2026-11-22T09:59:58.000Z",
            ["context"] = new JsonObject
            {
                ["device"] = new JsonObject
                {
                    ["id"] = device,
                    ["manufacturer"] = "Google",
                    ["model"] = "Pixel 8",
                    ["type"] = "android",
                },
                ["os"] = new JsonObject { ["name"] = "Android", ["version"] = "14" },
                ["location"] = new JsonObject { ["latitude"] = -10.94, ["longitude"] = -37.06 },
            },
        };
}
