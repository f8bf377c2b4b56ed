using Maas.Aws.Delivery;
using Maas.Aws.Firehose;
using Maas.Aws.Objects;
using Maas.Tracking.Delivery;

namespace Maas.Aws.Deployment;

/// <summary>The three delivery streams: active, into the bucket, each below its own folder, compressed, and no slower than the settings say.</summary>
internal sealed class StreamCheck(IFirehose client, FirehoseDeliveryOptions delivery, S3ObjectsOptions objects)
{
    private const string Active = "ACTIVE";

    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(CancellationToken cancellationToken) =>
        [
            .. await CheckAsync(RawStream.Tracking, cancellationToken).ConfigureAwait(false),
            .. await CheckAsync(RawStream.Devices, cancellationToken).ConfigureAwait(false),
            .. await CheckAsync(RawStream.Rejected, cancellationToken).ConfigureAwait(false),
        ];

    private async Task<IReadOnlyList<DeploymentFinding>> CheckAsync(RawStream stream, CancellationToken cancellationToken)
    {
        var name = $"stream {delivery.NameOf(stream)}";
        ExtendedS3DestinationDescription? destination = null;
        var found = await DeploymentCheck
            .TryAsync(
                name,
                async () =>
                {
                    var answer = await client
                        .DescribeDeliveryStreamAsync(new(delivery.NameOf(stream)), cancellationToken)
                        .ConfigureAwait(false);
                    var status = answer.DeliveryStreamDescription.DeliveryStreamStatus;
                    destination = answer.DeliveryStreamDescription.Destinations is [var first, ..]
                        ? first.ExtendedS3DestinationDescription
                        : null;
                    return DeploymentFinding.Of(
                        name,
                        status == Active,
                        status,
                        "Look at it in the console: until it is active, events are refused with 503."
                    );
                },
                "does not exist"
            )
            .ConfigureAwait(false);
        return found.Ok ? [found, .. Judge(name, $"{stream.Root()}/", destination)] : [found];
    }

    private IEnumerable<DeploymentFinding> Judge(string name, string folder, ExtendedS3DestinationDescription? destination)
    {
        var bucket = destination?.BucketArn?.Split(":::")[^1];
        yield return DeploymentFinding.Of(
            $"{name}, bucket",
            bucket == objects.Bucket,
            bucket ?? "writes to no bucket",
            $"It must write to {objects.Bucket}, where runs read."
        );
        var prefix = objects.Prefix + folder;
        yield return DeploymentFinding.Of(
            $"{name}, prefix",
            destination?.Prefix == prefix,
            destination?.Prefix ?? "none",
            $"Its prefix must be {prefix}, and nothing after it: runs look for the hours' folders there."
        );
        yield return DeploymentFinding.Of(
            $"{name}, compression",
            destination?.CompressionFormat == "GZIP",
            destination?.CompressionFormat ?? "none",
            "Set it to GZIP: uncompressed rows are read too, at several times the storage."
        );
        var seconds = destination?.BufferingHints?.IntervalInSeconds ?? 300;
        yield return DeploymentFinding.Of(
            $"{name}, buffer",
            seconds <= delivery.BufferSeconds,
            $"{seconds} s",
            $"Set {FirehoseDeliveryOptions.Section}:BufferSeconds to {seconds} at least: an hour's run would begin before its files are complete."
        );
    }
}
