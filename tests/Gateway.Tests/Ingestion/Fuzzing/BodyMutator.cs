using System.Text;
using System.Text.Json;

namespace Maas.Gateway.Tests.Ingestion.Fuzzing;

/// <summary>Makes new bodies of known ones: changed, cut, doubled and joined, down to single bits.</summary>
internal sealed class BodyMutator(Random random, IReadOnlyList<byte[]> seeds)
{
    private const int MutationsMax = 6;
    private const int LengthMax = 64 * 1024;

    /// <summary>Texts that parsers of JSON, UTF-8, numbers, times and CSV have stumbled over.</summary>
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "\\ud83d\\ude00",
            "\\n\\r",
            ",",
            "\"\"",
            "{}",
            "[]",
            "[[",
            "null",
            "true",
            "-0",
            "1e400",
            "0.1e-400",
            "9223372036854775808",
            "90.0000001",
            "NaN",
            "{\"batch\":[",
            "]}",
            "\"messageId\":",
            "\"messageId\":\"\",",
            "\"type\":\"track\",",
            "\"timestamp\":\"0000-00-00T00:00:00Z\",",
            "\"timestamp\":\"9999-12-31T23:59:60.999999999+14:00\",",
            "\"context\":{\"location\":{\"latitude\":1,\"longitude\":2}},",
            "\"context\":{\"device\":{\"id\":\"\\u0041\"}},",
            "\"properties\":{\"a\":{\"b\":[\"c\\\\\\\"\"]}},",
            "\r\n",
            "\u0085\u2028\ufeff",
        }.Select(Encoding.UTF8.GetBytes),
        [0],
        [0xc0, 0xaf],
        [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80],
        [0xff],
    ];

    /// <summary>Values in the place of others: the body stays JSON, so that what comes after parsing is reached too.</summary>
    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "\"\"",
            "\"track\"",
            "\"m\"",
            "\"\\u0000\\n\\r\\\",\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00 \\\\ \\/\"",
            "\"2026-11-22T10:00:00.123456789+05:45\"",
            "\"0000-00-00T00:00:00Z\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"::ffff:198.51.100.7\"",
            "null",
            "true",
            "false",
            "0",
            "-90.0",
            "180.00000000000001",
            "1e400",
            "-1e-400",
            "99999999999999999999",
            "{}",
            "[]",
            "[{\"type\":\"page\"}]",
            "{\"latitude\":1,\"longitude\":2}",
            "{\"id\":\"other\",\"advertisingId\":\"7a2b44c0-1111-4222-8333-0123456789ab\"}",
            "{\"a\":[[[[{\"b\":\"\\\"\\\"\"}]]]]}",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public byte[] Next()
    {
        var body = Pick(seeds).ToList();
        var staysJson = random.Next(2) == 0;
        for (var left = random.Next(1, MutationsMax + 1); left > 0; left--)
        {
            if (!staysJson || !ReplaceValue(body))
            {
                Mutate(body);
            }
        }

        return [.. body.Take(LengthMax)];
    }

    /// <summary>Puts a value in another one's place; false when the body is no JSON.</summary>
    private bool ReplaceValue(List<byte> body)
    {
        var places = new List<(int Start, int End)>();
        try
        {
            var reader = new Utf8JsonReader(body.ToArray());
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    var whole = reader;
                    whole.Skip();
                    places.Add(((int)reader.TokenStartIndex, (int)whole.BytesConsumed));
                }
                else if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray))
                {
                    places.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        // The first place is the whole body.
        if (places.Count < 2)
        {
            return false;
        }

        var (start, end) = places[random.Next(1, places.Count)];
        body.RemoveRange(start, end - start);
        body.InsertRange(start, Pick(Values));
        return true;
    }

    private void Mutate(List<byte> body)
    {
        var at = random.Next(body.Count + 1);
        var length = Math.Min(body.Count - at, 1 << random.Next(8));
        switch (random.Next(8))
        {
            case 0 when at < body.Count:
                body[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < body.Count:
                body[at] = (byte)random.Next(256);
                break;
            case 2:
                body.RemoveRange(at, length);
                break;
            case 3:
                body.InsertRange(at, body.GetRange(at, length));
                break;
            case 4:
                body.RemoveRange(at, body.Count - at);
                break;
            case 5:
                var other = Pick(seeds);
                var from = random.Next(other.Length + 1);
                body.InsertRange(at, other[from..Math.Min(other.Length, from + (1 << random.Next(10)))]);
                break;
            default:
                body.InsertRange(at, Pick(Tokens));
                break;
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> among) => among[random.Next(among.Count)];
}
