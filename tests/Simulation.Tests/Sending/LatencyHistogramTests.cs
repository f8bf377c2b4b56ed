using CsCheck;
using Maas.Simulation.Sending;

namespace Maas.Simulation.Tests.Sending;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_AnyDurations_WithinASixteenthAboveTheExactOne() =>
        Gen.Select(Gen.Long[0, 10_000_000].Array[1, 300], Gen.Double[0.01, 1])
            .Sample(
                (micros, share) =>
                {
                    var histogram = new LatencyHistogram();
                    foreach (var value in micros)
                    {
                        histogram.Record(TimeSpan.FromMicroseconds(value));
                    }

                    var exact = micros.Order().ElementAt((int)Math.Ceiling(micros.Length * share) - 1);
                    histogram.Percentile(share).TotalMicroseconds.ShouldBeInRange(exact, (exact * 17 / 16.0) + 1);
                    histogram.Max.TotalMicroseconds.ShouldBe(micros.Max());
                }
            );

    [Fact]
    public void Percentile_Empty_Zero() => new LatencyHistogram().Percentile(0.99).ShouldBe(TimeSpan.Zero);
}
