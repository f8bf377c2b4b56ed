using CsCheck;
using Maas.Simulation.Fleet;
using Maas.Simulation.Randomness;

namespace Maas.Simulation.Tests.Fleet;

public sealed class WalkTests
{
    [Fact]
    public void Step_Anywhere_MovesByTheSpeedAndBearingItReports() =>
        Gen.Select(Gen.Long, Gen.Double[-60, 60], Gen.Double[-170, 170], Gen.Double[0.001, 60])
            .Sample(
                (seed, latitude, longitude, seconds) =>
                {
                    var random = new SeededRandom(seed);
                    var walk = new Walk(latitude, longitude, random);
                    for (var step = 0; step < 50; step++)
                    {
                        var before = walk;
                        walk.Step(seconds, random);
                        var (metres, bearing) = Between(before, walk);

                        metres.ShouldBe(walk.Speed * seconds, 0.01 + (walk.Speed * seconds * 0.01));
                        if (metres > 1)
                        {
                            var difference = Math.Abs(bearing - walk.Bearing);
                            Math.Min(difference, 360 - difference).ShouldBeLessThan(1);
                        }
                    }
                },
                iter: 200
            );

    [Fact]
    public void Step_ForHours_StaysInTheCity()
    {
        var random = new SeededRandom(4);
        var walk = new Walk(52.37, 4.89, random);
        for (var step = 0; step < 10_000; step++)
        {
            walk.Step(5, random);

            walk.Latitude.ShouldBeInRange(52.2, 52.54);
            walk.Longitude.ShouldBeInRange(4.6, 5.2);
            walk.Speed.ShouldBeInRange(0, 20);
            walk.Accuracy.ShouldBeInRange(3, 65);
        }
    }

    private static (double Metres, double Bearing) Between(Walk from, Walk to)
    {
        var north = (to.Latitude - from.Latitude) * 111_195;
        var east = (to.Longitude - from.Longitude) * 111_195 * Math.Cos(double.DegreesToRadians((from.Latitude + to.Latitude) / 2));
        return (Math.Sqrt((north * north) + (east * east)), (double.RadiansToDegrees(Math.Atan2(east, north)) + 360) % 360);
    }
}
