using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Maas.Aws.Objects;

/// <summary>The SDK's client of S3, as the options say.</summary>
internal static class S3Clients
{
    public static AmazonS3Client Create(S3ObjectsOptions options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,
            Timeout = options.RequestTimeout,
            MaxErrorRetry = options.RetriesMax,
            RetryMode = RequestRetryMode.Standard,
        };
        if (options.Region.Length > 0)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return new AmazonS3Client(config);
    }
}
