using CsCheck;
using Maas.Aws.Emr;

namespace Maas.Aws.Tests.Emr;

public sealed class TagValueTests
{
    [Theory]
    [InlineData("its run was cancelled", "its run was cancelled")]
    [InlineData(
        "the attempt took longer than 06:00:00 (Maas:Runs:AttemptTimeMax)",
        "the attempt took longer than 06:00:00 Maas:Runs:AttemptTimeMax"
    )]
    [InlineData("  two\r\n\tlines, \"quoted\" ", "two lines quoted")]
    [InlineData("log: s3://bucket/logs/emr/j-1/stderr.gz", "log: s3://bucket/logs/emr/j-1/stderr.gz")]
    public void Of_AReason_KeepsWhatATagTakes(string text, string value) => TagValue.Of(text).ShouldBe(value);

    [Fact]
    public void Of_AnyText_IsWhatATagTakes() =>
        Gen.String[Gen.Char, 0, 600]
            .Sample(text =>
            {
                var value = TagValue.Of(text);

                value.Length.ShouldBeLessThanOrEqualTo(TagValue.LengthMax);
                value.ShouldAllBe(sign => char.IsAsciiLetterOrDigit(sign) || " +-=._:/@".Contains(sign));
                value.ShouldBe(value.Trim());
                TagValue.Of(value).ShouldBe(value);
            });
}
