using System.Globalization;
using System.Text;
using Maas.Tracking.Schema;

namespace Maas.Delivery.Bench;

/// <summary>Appends of twenty tracking rows of a usual length, enough different ones that they compress no better than real ones.</summary>
internal static class SampleRows
{
    public const int Count = 20;

    public static ReadOnlyMemory<byte>[] Create(int appends)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, appends).Select(_ => CreateOne(random))];
    }

    private static ReadOnlyMemory<byte> CreateOne(Random random)
    {
        var text = new StringBuilder();
        for (var row = 0; row < Count; row++)
        {
            var fields = TrackingColumns.Names.Select(name => Field(name, random));
            text.AppendJoin(',', fields).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Field(string name, Random random) =>
        name switch
        {
            "schema" => "1",
            "received_at" or "event_time" or "sent_at" or "original_at" => "2026-11-22T12:10:" + Digits(random, 59) + ".123Z",
            "message_id" or "device_key" or "anonymous_id" or "gaid" => Id(random),
            "latitude" or "longitude" or "altitude" or "accuracy" => (random.NextDouble() * 90).ToString(
                "F6",
                CultureInfo.InvariantCulture
            ),
            "app_id" => "demo",
            "type" => "track",
            "event" => "Location Updated",
            "os_name" or "platform" => "android",
            "manufacturer" => "Samsung",
            "model" => "SM-S921B",
            "extra" => "\"{\"\"battery\"\":0." + Digits(random, 99) + "}\"",
            _ => "",
        };

    private static string Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private static string Digits(Random random, int max) => random.Next(10, max).ToString(CultureInfo.InvariantCulture);
}
