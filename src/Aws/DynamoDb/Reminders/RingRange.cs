namespace Maas.Aws.DynamoDb.Reminders;

/// <summary>A stretch of hashes, both ends included.</summary>
internal readonly record struct HashRange(uint First, uint Last);

/// <summary>The ring of hashes, cut at zero.</summary>
internal static class RingRange
{
    /// <summary>
    /// The stretches of (begin, end] from low to high. With begin past end the range goes round through zero; with both the same it is the
    /// whole ring.
    /// </summary>
    public static HashRange[] Split(uint begin, uint end)
    {
        if (begin < end)
        {
            return [new(begin + 1, end)];
        }

        if (begin == end)
        {
            return [new(0, uint.MaxValue)];
        }

        return begin == uint.MaxValue ? [new(0, end)] : [new(0, end), new(begin + 1, uint.MaxValue)];
    }
}
