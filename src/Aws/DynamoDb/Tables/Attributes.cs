global using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;
using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>Attributes of items, written and read without the machine's culture.</summary>
internal static class Attributes
{
    public static AttributeValue Text(string value) => new() { S = value };

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static string? Text(this Item item, string name) => item.TryGetValue(name, out var value) ? value.S : null;

    /// <summary>An integer; null when it is absent or no integer.</summary>
    public static long? Number(this Item item, string name) =>
        item.TryGetValue(name, out var value) && Integer(value.N) is { } number ? number : null;

    /// <summary>An etag or any other integer as text; null when it is none, in which case it fits no item.</summary>
    public static long? Integer(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string Print(long number) => number.ToString(CultureInfo.InvariantCulture);
}
