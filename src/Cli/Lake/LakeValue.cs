using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Maas.Cli.Lake;

/// <summary>DuckDB's values as people and programs read them: times with a <c>Z</c>, lists and structs as JSON, sums as numbers.</summary>
internal static class LakeValue
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsNumber(object? value) =>
        value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or BigInteger;

    /// <summary>What a JSON writer takes: null, a number, a text, a list or a dictionary of these.</summary>
    public static object? ToJson(object? value) =>
        value switch
        {
            null or string or bool or sbyte or byte or short or ushort or int or uint or long or ulong or decimal => value,
            float number => float.IsFinite(number) ? number : null,
            double number => double.IsFinite(number) ? number : null,
            // A sum of whole numbers is one of 128 bits; JSON's readers are sure of those that fit a decimal.
            BigInteger number => (BigInteger)decimal.MinValue <= number && number <= (BigInteger)decimal.MaxValue
                ? (decimal)number
                : Text(number),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateTime time => DateTime
                .SpecifyKind(time, DateTimeKind.Utc)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            byte[] bytes => Convert.ToHexStringLower(bytes),
            IDictionary members => Members(members),
            IEnumerable items => items.Cast<object?>().Select(ToJson).ToList(),
            _ => Text(value),
        };

    /// <summary>A cell of a table; nothing for NULL.</summary>
    public static string ToText(object? value)
    {
        var plain = ToJson(value);
        return plain switch
        {
            null => value is null ? "" : Text(value),
            IDictionary or IList => JsonSerializer.Serialize(plain, Compact),
            _ => Text(plain),
        };
    }

    private static Dictionary<string, object?> Members(IDictionary members)
    {
        var plain = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry member in members)
        {
            plain[ToText(member.Key)] = ToJson(member.Value);
        }

        return plain;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
