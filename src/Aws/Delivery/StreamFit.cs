using Maas.Aws.Firehose;
using Maas.Aws.Objects;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;

namespace Maas.Aws.Delivery;

/// <summary>
/// Whether a delivery stream writes where runs read, and as soon as they count on it. Rows that go elsewhere are durable and would still be
/// missing in every run. Readiness and <c>maas check</c> judge by it alike.
/// </summary>
/// <param name="address">Where the stream's objects have to lie: <c>s3://bucket/prefix/</c>; another scheme is not compared.</param>
/// <param name="bufferSeconds">The longest buffer interval that runs count on.</param>
internal sealed class StreamFit(string address, int bufferSeconds)
{
    private const string S3 = "s3://";
    private const string NotTold = "not told";

    public static StreamFit Of(RawStream stream, IObjectStore store, FirehoseDeliveryOptions options) =>
        new(store.Locate(stream.Root()) + "/", options.BufferSeconds);

    public static StreamFit Of(RawStream stream, S3ObjectsOptions objects, FirehoseDeliveryOptions options) =>
        new($"{S3}{objects.Bucket}/{objects.Prefix}{stream.Root()}/", options.BufferSeconds);

    /// <summary>Everything that runs count on.</summary>
    public IEnumerable<StreamTrait> Judge(ExtendedS3DestinationDescription destination)
    {
        if (address.StartsWith(S3, StringComparison.Ordinal) && address[S3.Length..].Split('/', 2) is [var bucket, var prefix])
        {
            var actual = destination.BucketArn?.Split(":::")[^1];
            yield return new(
                "bucket",
                actual is null || actual == bucket,
                actual ?? NotTold,
                $"Runs read {bucket}: let the stream write there, or set Maas:Objects:S3:Bucket to its bucket."
            );
            yield return new(
                "prefix",
                actual is null || (destination.Prefix ?? "") == prefix,
                destination.Prefix ?? (actual is null ? NotTold : "none"),
                $"Set it to {prefix}, with the slash at its end and without an expression: runs look for the hours' folders there."
            );
        }

        yield return new(
            "compression",
            destination.CompressionFormat is null or "GZIP",
            destination.CompressionFormat ?? NotTold,
            "Set it to GZIP: uncompressed rows take several times the storage."
        );
        var seconds = destination.BufferingHints?.IntervalInSeconds;
        yield return new(
            "buffer",
            seconds is null || seconds <= bufferSeconds,
            seconds is null ? NotTold : $"{seconds} s",
            $"Set {FirehoseDeliveryOptions.Section}:{nameof(FirehoseDeliveryOptions.BufferSeconds)}, which is {bufferSeconds}, to {seconds} at least: "
                + "hours would be run before their files are there."
        );
    }

    /// <summary>What does not fit and how to mend it; null when all that the service tells fits.</summary>
    public string? FindMisfit(DeliveryStreamDescription description) =>
        description.Destinations is [{ ExtendedS3DestinationDescription: { } destination }, ..]
        && Judge(destination).FirstOrDefault(static trait => !trait.Fits) is { } misfit
            ? $"its {misfit.Name} is {misfit.Seen}. {misfit.Fix}"
            : null;
}
