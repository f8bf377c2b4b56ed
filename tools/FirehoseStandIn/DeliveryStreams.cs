using Microsoft.Extensions.Options;

namespace Maas.FirehoseStandIn;

/// <summary>The configured streams.</summary>
internal sealed class DeliveryStreams
{
    private readonly StandInOptions _options;
    private readonly Dictionary<string, DeliveryStream> _streams;

    public DeliveryStreams(IOptions<StandInOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _streams = _options.Streams.ToDictionary(
            stream => stream.Key,
            stream => new DeliveryStream(stream.Key, stream.Value, time),
            StringComparer.Ordinal
        );
    }

    public IReadOnlyCollection<DeliveryStream> All => _streams.Values;

    public DeliveryStream Get(string name) =>
        _streams.TryGetValue(name, out var stream)
            ? stream
            : throw new ApiException("ResourceNotFoundException", $"Firehose {name} under account 000000000000 not found.");

    public DescribeOutput Describe(string name)
    {
        var stream = Get(name);
        var destination = new ExtendedS3Description(
            $"arn:aws:iam::000000000000:role/{_options.Role}",
            $"arn:aws:s3:::{_options.Bucket}",
            stream.Prefix,
            new BufferingHints(Math.Max(1, _options.BufferBytes >> 20), (long)_options.BufferInterval.TotalSeconds),
            "GZIP",
            new EncryptionDescription("NoEncryption")
        );
        return new DescribeOutput(
            new StreamDescription(
                name,
                $"arn:aws:firehose:us-east-1:000000000000:deliverystream/{name}",
                "ACTIVE",
                "DirectPut",
                "1",
                [new DestinationDescription("destinationId-000000000001", destination)],
                HasMoreDestinations: false
            )
        );
    }
}
