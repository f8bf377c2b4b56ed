using System.Globalization;
using System.Text;
using CsCheck;
using Maas.Tracking.Time;

namespace Maas.Tracking.Tests.Time;

public sealed class InstantsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-22T12:00:00Z", 0)]
    [InlineData("2026-11-22t12:00:00z", 0)]
    [InlineData("2026-11-22 12:00:00", 0)]
    [InlineData("2026-11-22T12:00:00.5Z", 500_000)]
    [InlineData("2026-11-22T12:00:00,123Z", 123_000)]
    [InlineData("2026-11-22T12:00:00.123456789Z", 123_456)]
    [InlineData("2026-11-22T14:00:00+02:00", 0)]
    [InlineData("2026-11-22T09:00:00-0300", 0)]
    [InlineData("2026-11-22T14:00:00+02", 0)]
    [InlineData("2026-11-22T11:59:60Z", 0)]
    [InlineData("2026-11-22", -12 * 3_600_000_000L)]
    public void TryParseIso_Forms_AreRead(string text, long offset)
    {
        Instants.TryParseIso(Encoding.UTF8.GetBytes(text), out var micros).ShouldBeTrue();
        micros.ShouldBe(Timestamps.ToMicros(Noon) + offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-13-22T12:00:00Z")]
    [InlineData("2026-02-29T12:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-11-22T12:60:00Z")]
    [InlineData("2026-11-22T12:00:00.Z")]
    [InlineData("2026-11-22T12:00:00.1234567890Z")]
    [InlineData("2026-11-22T12:00:00+2:00")]
    [InlineData("2026-11-22T12:00:00Zulu")]
    [InlineData("2026-11-22T12:00")]
    [InlineData("+026-11-22T12:00:00Z")]
    public void TryParseIso_OtherTexts_AreRefused(string text) => Instants.TryParseIso(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void TryParseIso_AnyTimeThatWeWrite_IsReadBack() =>
        Gen.Long[Timestamps.MinMicros, Timestamps.MaxMicros]
            .Sample(micros =>
            {
                var text = new byte[Timestamps.MaxLength];
                Instants.TryParseIso(text.AsSpan(0, Timestamps.Format(micros, text)), out var read).ShouldBeTrue();
                read.ShouldBe(micros);
            });

    [Fact]
    public void TryParseIso_AnyOffset_AgreesWithTheFramework() =>
        Gen.Select(Gen.DateTime[new DateTime(2, 1, 1), new DateTime(9998, 1, 1)], Gen.Int[-14 * 60, 14 * 60])
            .Sample(
                (local, minutes) =>
                {
                    var time = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.FromMinutes(minutes));
                    var text = time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
                    Instants.TryParseIso(Encoding.UTF8.GetBytes(text), out var micros).ShouldBeTrue();
                    micros.ShouldBe((long)Math.Floor((time.UtcTicks - DateTime.UnixEpoch.Ticks) / 10m));
                }
            );

    [Theory]
    [InlineData(1_795_348_800_123, true)]
    [InlineData(1e300, false)]
    [InlineData(double.NaN, false)]
    public void TryFromEpochMilliseconds_Number_IsBounded(double number, bool valid) =>
        Instants.TryFromEpochMilliseconds(number, out _).ShouldBe(valid);

    [Fact]
    public void EventTime_AnyClock_IsNeverLaterThanTheReceiptAndKeepsTheAge() =>
        Gen.Select(Range, Range, Range)
            .Sample(
                (received, sent, original) =>
                {
                    var at = DeviceClock.EventTime(received, sent, original);
                    at.ShouldBeLessThanOrEqualTo(received);
                    at.ShouldBeGreaterThanOrEqualTo(Timestamps.MinMicros);
                    if (sent >= original && received - (sent - original) >= Timestamps.MinMicros)
                    {
                        (received - at).ShouldBe(sent - original);
                    }
                }
            );

    private static Gen<long> Range => Gen.Long[Timestamps.MinMicros, Timestamps.MaxMicros];
}
