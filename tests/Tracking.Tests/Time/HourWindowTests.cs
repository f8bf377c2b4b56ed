using CsCheck;
using Maas.Tracking.Time;

namespace Maas.Tracking.Tests.Time;

public sealed class HourWindowTests
{
    private static readonly Gen<long> Micros = Gen.Long[
        Timestamps.ToMicros(DateTimeOffset.MinValue),
        Timestamps.ToMicros(DateTimeOffset.MaxValue)
    ];

    [Fact]
    public void OfMicros_AnyInstantOrAnHoursEdge_ContainsIt()
    {
        Micros.Sample(micros => HourWindow.OfMicros(micros).Contains(micros));
        Micros.Sample(micros =>
        {
            var hour = HourWindow.OfMicros(micros);
            return HourWindow.OfMicros(hour.StartMicros) == hour && HourWindow.OfMicros(hour.EndMicros - 1) == hour;
        });
    }
}
