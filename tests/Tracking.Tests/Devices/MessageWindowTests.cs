using CsCheck;
using Maas.Tracking.Devices;

namespace Maas.Tracking.Tests.Devices;

public sealed class MessageWindowTests
{
    [Fact]
    public void Add_MoreThanItHolds_KeepsExactlyTheNewest() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[8, 70])
            .Sample(
                (count, capacity) =>
                {
                    var window = default(MessageWindow);
                    for (var hash = 1; hash <= count; hash++)
                    {
                        window.Add((ulong)hash, capacity);
                    }

                    var held = Hashes(window);
                    var expected = Enumerable.Range(1, count).TakeLast(capacity).Select(hash => (ulong)hash);
                    return held.SequenceEqual(expected) && held.All(hash => window.Contains(hash)) && !window.Contains((ulong)count + 1);
                }
            );

    [Fact]
    public void Join_OfTwo_KeepsTheYoungestOfBothOnce()
    {
        var (first, second) = (default(MessageWindow), default(MessageWindow));
        for (ulong hash = 1; hash <= 8; hash++)
        {
            first.Add(hash, 8);
            second.Add(hash + 4, 8);
        }

        Hashes(first.Join(second, 8)).ShouldBe(new ulong[] { 5, 9, 6, 10, 7, 11, 8, 12 }, ignoreOrder: true);
    }

    private static ulong[] Hashes(MessageWindow window)
    {
        var hashes = new ulong[window.Count];
        window.CopyTo(hashes);
        return hashes;
    }
}
