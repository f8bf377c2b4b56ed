using Maas.Aws.Delivery;
using Maas.Aws.Firehose;

namespace Maas.Aws.Tests.Delivery;

public sealed class StreamFitTests
{
    private static readonly StreamFit Fit = new("s3://lake/prod/raw/tracking/", bufferSeconds: 300);

    [Theory]
    [InlineData("arn:aws:s3:::lake", "prod/raw/tracking/", 300, "GZIP")]
    [InlineData("arn:aws:s3:::lake", "prod/raw/tracking/", 60, "GZIP")]
    [InlineData("arn:aws:s3:::lake", "prod/raw/tracking/", null, null)]
    [InlineData(null, null, null, null)]
    public void FindMisfit_StreamThatFitsOrDoesNotTell_IsNull(string? bucket, string? prefix, int? buffer, string? compression) =>
        Fit.FindMisfit(Describe(bucket, prefix, buffer, compression)).ShouldBeNull();

    [Theory]
    [InlineData("arn:aws:s3:::other", "prod/raw/tracking/", 300, "GZIP", "its bucket is other. Runs read lake")]
    [InlineData("arn:aws:s3:::lake", "raw/tracking/", 300, "GZIP", "its prefix is raw/tracking/. Set it to prod/raw/tracking/")]
    [InlineData("arn:aws:s3:::lake", "prod/raw/tracking", 300, "GZIP", "with the slash at its end")]
    [InlineData("arn:aws:s3:::lake", null, 300, "GZIP", "its prefix is none")]
    [InlineData("arn:aws:s3:::lake", "prod/raw/tracking/", 301, "GZIP", "Maas:Delivery:Firehose:BufferSeconds, which is 300, to 301")]
    [InlineData("arn:aws:s3:::lake", "prod/raw/tracking/", 300, "UNCOMPRESSED", "Set it to GZIP")]
    public void FindMisfit_StreamThatRunsCannotCountOn_NamesItAndTheFix(
        string bucket,
        string? prefix,
        int buffer,
        string compression,
        string expected
    ) => Fit.FindMisfit(Describe(bucket, prefix, buffer, compression)).ShouldNotBeNull().ShouldContain(expected);

    [Fact]
    public void FindMisfit_ObjectsThatAreNotInS3_ComparesNoPlace() =>
        new StreamFit("/data/raw/tracking/", bufferSeconds: 300)
            .FindMisfit(Describe("arn:aws:s3:::lake", "x/", 300, "GZIP"))
            .ShouldBeNull();

    private static DeliveryStreamDescription Describe(string? bucket, string? prefix, int? buffer, string? compression) =>
        new(
            "maas-tracking",
            "ACTIVE",
            [new DestinationDescription(new ExtendedS3DestinationDescription(bucket, prefix, new BufferingHints(buffer), compression))]
        );
}
