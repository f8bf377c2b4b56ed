using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb.Tables;

namespace Maas.Aws.DynamoDb.Storage;

/// <summary>A grain's state as an item, laid out as the official package does it.</summary>
internal static class StateItem
{
    public const string GrainReference = "GrainReference";
    public const string GrainType = "GrainType";
    public const string GrainState = "GrainState";
    public const string ETag = "ETag";
    public const string GrainTtl = "GrainTtl";

    /// <summary>The service's limit for an item, names of attributes included.</summary>
    public const int BytesMax = 400 * 1024;

    public static TableShape Shape { get; } = new(new(GrainReference, ScalarAttributeType.S), new(GrainType, ScalarAttributeType.S));

    public static Item Key(string reference, string type) =>
        new(StringComparer.Ordinal) { [GrainReference] = Attributes.Text(reference), [GrainType] = Attributes.Text(type) };

    /// <summary>Null marks a record that holds no state: one that was cleared and kept, or whose state has no bytes.</summary>
    public static AttributeValue Payload(ReadOnlyMemory<byte>? state) =>
        state is { IsEmpty: false } bytes
            ? new AttributeValue { B = new MemoryStream(bytes.ToArray(), writable: false) }
            : new AttributeValue { NULL = true };

    /// <summary>The stored bytes; null for a record that holds no state.</summary>
    public static byte[]? Payload(Item item) => item.TryGetValue(GrainState, out var value) ? value.B?.ToArray() : null;

    /// <summary>Expired items are still there until the service gets around to them, days later even.</summary>
    public static bool IsExpired(Item item, DateTimeOffset now) => item.Number(GrainTtl) is { } end && end <= now.ToUnixTimeSeconds();

    /// <summary>What the service will count the item as.</summary>
    public static int Bytes(Item item) => item.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + Bytes(attribute.Value));

    private static int Bytes(AttributeValue value) =>
        value switch
        {
            { B: { } bytes } => (int)bytes.Length,
            { S: { } text } => Encoding.UTF8.GetByteCount(text),
            // Two digits a byte, and one more.
            { N: { } number } => (number.Length / 2) + 2,
            _ => 1,
        };
}
