using Maas.Tracking.Devices;

namespace Maas.Tracking.Tests.Devices;

public sealed class ValuePoolTests
{
    [Fact]
    public void Share_EqualValues_AreOneArray()
    {
        var pool = new ValuePool();
        byte[] first = [1, 2, 3];

        pool.Share(first).ShouldBeSameAs(first);
        pool.Share([1, 2, 3]).ShouldBeSameAs(first);
    }

    [Fact]
    public void Share_MoreValuesThanItHolds_StaysBounded()
    {
        var pool = new ValuePool();
        for (var value = 0; value < 20_000; value++)
        {
            pool.Share(BitConverter.GetBytes(value)).ShouldBe(BitConverter.GetBytes(value));
        }

        pool.Count.ShouldBeLessThanOrEqualTo(4096);
    }
}
