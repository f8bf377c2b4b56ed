using Maas.Aws.Delivery;
using Maas.Aws.Firehose;
using Maas.Aws.Objects;
using Maas.Tracking.Delivery;

namespace Maas.Aws.Deployment;

/// <summary>The three delivery streams: active, fit for runs, and with a role that Firehose may take on.</summary>
internal sealed class StreamCheck(IFirehose client, RoleCheck roles, FirehoseDeliveryOptions delivery, S3ObjectsOptions objects)
{
    private const string Active = "ACTIVE";

    private static readonly RawStream[] Streams = [RawStream.Tracking, RawStream.Devices, RawStream.Rejected];

    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<DeploymentFinding>();
        var rolesSeen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var stream in Streams)
        {
            var (found, destination) = await DescribeAsync(stream, cancellationToken).ConfigureAwait(false);
            findings.Add(found);
            if (destination is null)
            {
                continue;
            }

            findings.AddRange(
                StreamFit
                    .Of(stream, objects, delivery)
                    .Judge(destination)
                    .Select(trait => DeploymentFinding.Of($"{found.Name}, {trait.Name}", trait.Fits, trait.Seen, trait.Fix))
            );
            if (destination.RoleArn is { } role)
            {
                rolesSeen.Add(role);
            }
        }

        foreach (var role in rolesSeen)
        {
            findings.Add(await roles.RoleAsync(role, "firehose.amazonaws.com", cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private async Task<(DeploymentFinding Found, ExtendedS3DestinationDescription? Destination)> DescribeAsync(
        RawStream stream,
        CancellationToken cancellationToken
    )
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
                    var description = answer.DeliveryStreamDescription;
                    if (description.DeliveryStreamStatus != Active)
                    {
                        return DeploymentFinding.Of(
                            name,
                            ok: false,
                            description.DeliveryStreamStatus,
                            "Look at it in the console: until it is active, events are refused with 503."
                        );
                    }

                    destination = description.Destinations is [var first, ..] ? first.ExtendedS3DestinationDescription : null;
                    return DeploymentFinding.Of(
                        name,
                        destination is not null,
                        destination is null ? "writes to no bucket" : description.DeliveryStreamStatus,
                        "Make it again as deploy/data.yaml does: its destination cannot be changed to S3."
                    );
                },
                "does not exist"
            )
            .ConfigureAwait(false);
        return (found, destination);
    }
}
