using System.Globalization;
using System.Text;
using CsCheck;
using Maas.Tracking.Csv;

namespace Maas.Tracking.Tests.Csv;

public sealed class DecimalTextTests
{
    [Fact]
    public void TryParse_AnyFiniteNumber_IsReadExactly() =>
        Gen.OneOf(Gen.Double, Gen.Double[-180, 180], Gen.Int[-1_000_000, 1_000_000].Select(value => value / 1000.0))
            .Where(double.IsFinite)
            .Sample(number =>
            {
                var text = number.ToString("R", CultureInfo.InvariantCulture);
                DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out var read).ShouldBeTrue(text);
                read.ShouldBe(number);
            });

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1_000")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("1d")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1e5e5")]
    public void TryParse_OtherTexts_AreRefused(string text) => DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
}
