using CsCheck;
using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;
using Maas.Tracking.Time;

namespace Maas.Tracking.Tests.Runs;

public sealed class ClusterNameTests
{
    private static readonly Gen<RunOrder> Orders = Gen.Select(
        Gen.Int[0, 1_000_000],
        Gen.Long[1, 1_000_000],
        Gen.Long[1, long.MaxValue],
        (hour, number, attempt) =>
            new RunOrder(RunIds.Format(DateTimeOffset.UnixEpoch.AddHours(hour), number), new HourWindow(hour), attempt, false, false)
    );

    [Fact]
    public void TryParse_FormattedName_GivesTheAttemptBack() =>
        Orders.Sample(order => ClusterName.TryParse("a-bucket/x", ClusterName.Format("a-bucket/x", order)).ShouldBe(order));

    [Fact]
    public void Format_DifferentAttempts_HaveDifferentNames() =>
        Gen.Select(Orders, Orders)
            .Where((one, other) => one != other)
            .Sample((one, other) => ClusterName.Format("d", one).ShouldNotBe(ClusterName.Format("d", other)));

    [Theory]
    [InlineData("maas-other-2026-11-22T10-20261122T230512-00042-3")]
    [InlineData("maas-here-and-there-2026-11-22T10-20261122T230512-00042-3")]
    [InlineData("maas-here-2026-11-22T10-20261122T230512")]
    [InlineData("maas-here-2026-11-22T10-20261122T230512-00042-x")]
    [InlineData("maas-here-2026-11-22T10--3")]
    [InlineData("maas-here-yesterday-it-was-20261122T230512-00042-3")]
    [InlineData("here-2026-11-22T10-20261122T230512-00042-3")]
    [InlineData("maas-here-")]
    [InlineData("")]
    public void TryParse_NameOfSomethingElse_IsNull(string name) => ClusterName.TryParse("here", name).ShouldBeNull();
}
