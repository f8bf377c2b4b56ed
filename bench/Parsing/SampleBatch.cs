using System.Text;

namespace Maas.Parsing;

/// <summary>A batch as a mobile SDK sends it: 20 events of about 700 bytes, each with its context and a position of its own.</summary>
internal static class SampleBatch
{
    public const int Events = 20;

    public static byte[] Create(string writeKey, int devices)
    {
        var json = new StringBuilder("{\"batch\":[");
        for (var index = 0; index < Events; index++)
        {
            json.Append(index == 0 ? "" : ",").Append(Event(index, $"7d4e2c1a-50f3-4b8e-9c6d-{index % devices:x12}"));
        }

        return Encoding.UTF8.GetBytes(json.Append($"],\"sentAt\":\"2026-11-22T23:24:30.120Z\",\"writeKey\":\"{writeKey}\"}}").ToString());
    }

    private static string Event(int index, string device) =>
        $$$$"""
            {"type":"track","messageId":"{{{{Guid.NewGuid()}}}}","anonymousId":"{{{{device}}}}","timestamp":"2026-11-22T23:24:{{{{index:00}}}}.799Z","event":"Moved","userId":"u-18107","properties":{"trip":163,"mode":"car"},"integrations":{},"context":{"device":{"id":"{{{{device}}}}","manufacturer":"Google","model":"Pixel 9","name":"tokay","type":"android","adTrackingEnabled":true,"advertisingId":"3f2504e0-4f89-41d3-9a0c-0305e82c3301"},"os":{"name":"Android","version":"15"},"app":{"name":"Shop","version":"2.14.0","build":"214","namespace":"br.example.shop"},"network":{"wifi":false,"cellular":true,"carrier":"Vivo"},"location":{"latitude":-10.93{{{{index:00}}}}417066,"longitude":-37.06{{{{index:00}}}}742113,"accuracy":5.5},"screen":{"width":1080,"height":2424},"locale":"pt-BR","timezone":"America/Maceio","library":{"name":"analytics-kotlin","version":"1.19.2"}}}
            """;
}
