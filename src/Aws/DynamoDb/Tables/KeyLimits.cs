using System.Text;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>How long DynamoDB lets keys be. It refuses longer ones itself, but does not say whose they are.</summary>
internal static class KeyLimits
{
    public const int HashBytesMax = 2048;
    public const int RangeBytesMax = 1024;

    /// <summary>The key as it is.</summary>
    /// <param name="key">A key, in tables or in indexes.</param>
    /// <param name="bytesMax">One of the limits.</param>
    /// <param name="what">What the key is of, for the message. The key itself may be a person's device and stays out of it.</param>
    /// <exception cref="ArgumentException">The key is longer.</exception>
    public static string Expect(string key, int bytesMax, string what) =>
        Encoding.UTF8.GetByteCount(key) is var bytes && bytes <= bytesMax
            ? key
            : throw new ArgumentException(
                $"The key of {what} takes {bytes} bytes, and DynamoDB takes {bytesMax} at most: make it shorter."
            );
}
