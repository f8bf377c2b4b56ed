using System.Text.Json.Nodes;

namespace Maas.Servers;

/// <summary>What phones send in tests: that they have moved.</summary>
public static class Moves
{
    /// <summary>The body of a batch, of an event each.</summary>
    /// <param name="events">The message id and the device of each.</param>
    public static string Batch(IEnumerable<(string Id, string Device)> events) =>
        new JsonObject
        {
            ["batch"] = new JsonArray([.. events.Select(one => Event(one.Id, one.Device))]),
            ["sentAt"] = "2026-11-22T10:00:00.000Z",
        }.ToJsonString();

    private static JsonObject Event(string id, string device) =>
        new()
        {
            ["type"] = "track",
            ["event"] = "Moved",
            ["messageId"] = id,
            ["anonymousId"] = "anonymous",
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
