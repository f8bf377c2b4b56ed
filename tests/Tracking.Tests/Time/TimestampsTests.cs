using System.Globalization;
using System.Text;
using CsCheck;
using Maas.Tracking.Time;

namespace Maas.Tracking.Tests.Time;

public sealed class TimestampsTests
{
    private static readonly Gen<long> Micros = Gen.OneOf(
        Gen.Long[Timestamps.MinMicros, Timestamps.MaxMicros],
        Gen.Long[Timestamps.MinMicros / 1000, Timestamps.MaxMicros / 1000].Select(millis => millis * 1000),
        OneOf(Timestamps.MinMicros, Timestamps.MaxMicros, 0, -1, 951_782_400_000_000, 4_107_542_399_999_999)
    );

    [Fact]
    public void Format_AnyTime_AgreesWithTheFramework() =>
        Micros.Sample(micros =>
        {
            var form = micros % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
            Formatted(micros).ShouldBe(Timestamps.FromMicros(micros).ToString(form, CultureInfo.InvariantCulture));
        });

    [Theory]
    [InlineData("2026-11-22T23:24:03.799Z", true)]
    [InlineData("2026-11-22T23:24:03.799123Z", false)]
    [InlineData("2026-11-22t23:24:03.799Z", false)]
    [InlineData("2026-11-22T23:24:03,799Z", false)]
    [InlineData("2026-11-22T23:24:03.799z", false)]
    [InlineData("2026-11-22T23:24:60.799Z", false)]
    [InlineData("2026-11-22T23:24:3.7990Z", false)]
    [InlineData("2026-11-22T23:24+01:00:0", false)]
    public void IsTextForm_OnlyWhenNothingWouldChange(string text, bool expected) =>
        (Instants.TryParseIso(Encoding.ASCII.GetBytes(text), out _) && Timestamps.IsTextForm(Encoding.ASCII.GetBytes(text))).ShouldBe(
            expected
        );

    [Fact]
    public void IsTextForm_OfAnyTimeInWholeMilliseconds_IsTrueAndTheSameAgain() =>
        Micros.Sample(micros =>
        {
            var text = Formatted(micros);
            Timestamps.IsTextForm(Encoding.ASCII.GetBytes(text)).ShouldBe(micros % 1000 == 0);
        });

    private static string Formatted(long micros)
    {
        Span<byte> text = stackalloc byte[Timestamps.MaxLength];
        return Encoding.ASCII.GetString(text[..Timestamps.Format(micros, text)]);
    }

    private static Gen<long> OneOf(params long[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
