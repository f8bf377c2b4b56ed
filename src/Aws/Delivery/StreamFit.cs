using Maas.Aws.Firehose;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;

namespace Maas.Aws.Delivery;

/// <summary>
/// Whether a delivery stream writes where runs read, and as soon as they count on it. Rows that go elsewhere are durable and would still be
/// missing in every run.
/// </summary>
/// <param name="address">Where the stream's objects have to lie: <c>s3://bucket/prefix/</c>; another scheme is not compared.</param>
/// <param name="bufferSeconds">The longest buffer interval that runs count on.</param>
internal sealed class StreamFit(string address, int bufferSeconds)
{
    private const string BucketArn = "arn:aws:s3:::";
    private const string S3 = "s3://";

    public static StreamFit Of(RawStream stream, IObjectStore store, FirehoseDeliveryOptions options) =>
        new(store.Locate(stream.Root()) + "/", options.BufferSeconds);

    /// <summary>What does not fit and how to mend it; null when all that the service tells fits.</summary>
    public string? FindMisfit(DeliveryStreamDescription description)
    {
        if (description.Destinations is not [{ ExtendedS3DestinationDescription: { } destination }, ..])
        {
            return null;
        }

        if (
            address.StartsWith(S3, StringComparison.Ordinal)
            && destination.BucketArn?.StartsWith(BucketArn, StringComparison.Ordinal) == true
            && $"{S3}{destination.BucketArn[BucketArn.Length..]}/{destination.Prefix}" is var actual
            && actual != address
        )
        {
            return $"it writes below {actual} and runs read {address}: set its bucket and prefix accordingly, with the slash at its end and without an "
                + "expression, or Maas:Objects:S3";
        }

        if (destination.CompressionFormat is { } compression and not "GZIP")
        {
            return $"its compression is {compression}: set it to GZIP";
        }

        if (destination.BufferingHints?.IntervalInSeconds is { } seconds && seconds > bufferSeconds)
        {
            return $"it buffers for {seconds} s and {FirehoseDeliveryOptions.Section}:{nameof(FirehoseDeliveryOptions.BufferSeconds)} is "
                + $"{bufferSeconds}, so that hours would be run before their files are there: set the option to {seconds} at least";
        }

        return null;
    }
}
