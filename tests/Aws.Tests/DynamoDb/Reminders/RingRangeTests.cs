using CsCheck;
using Maas.Aws.DynamoDb.Reminders;

namespace Maas.Aws.Tests.DynamoDb.Reminders;

public sealed class RingRangeTests
{
    private static readonly uint[] Edges = [0, 1, 2, int.MaxValue, 0x8000_0000, uint.MaxValue - 1, uint.MaxValue];

    /// <summary>Ends and hashes that meet often, at the ring's edges most of all.</summary>
    private static readonly Gen<uint> Hash = Gen.OneOf(Gen.UInt, Gen.Int[0, Edges.Length - 1].Select(at => Edges[at]));

    [Fact]
    public void Split_AnyRange_HoldsWhatOrleansSaysItHolds() =>
        Gen.Select(Hash, Hash, Hash)
            .Sample(
                (begin, end, hash) =>
                    RingRange.Split(begin, end).Count(range => range.First <= hash && hash <= range.Last)
                    == ((begin < end ? hash > begin && hash <= end : hash > begin || hash <= end) ? 1 : 0)
            );

    [Fact]
    public void Split_AnyRange_IsOfStretchesThatAreNotEmpty() =>
        Gen.Select(Hash, Hash).Sample((begin, end) => RingRange.Split(begin, end).All(range => range.First <= range.Last));
}
