using Maas.Grains.Devices;

namespace Maas.Grains.Tests.Devices;

public sealed class RecordTagTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("42")]
    [InlineData("007")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("92233720368547758080")]
    [InlineData("W/\"abc\"")]
    public void Value_AnyEtag_IsWhatWasGiven(string? etag) => new RecordTag(etag).Value.ShouldBe(etag);
}
