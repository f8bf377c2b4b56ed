using System.Globalization;
using System.IO.Compression;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace Maas.FirehoseStandIn;

/// <summary>Writes buffers to S3 under Firehose's keys. Region, endpoint and credentials are the SDK's own settings.</summary>
internal sealed partial class ObjectWriter(IOptions<StandInOptions> options, TimeProvider time, ILogger<ObjectWriter> logger) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly AmazonS3Client _s3 = new(
        new AmazonS3Config
        {
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        }
    );

    /// <summary>Writes the buffer as one object, tried until S3 takes it or the time is up.</summary>
    public async Task WriteAsync(Buffered buffered, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var record in buffered.Records)
            {
                await gzip.WriteAsync(record, cancellationToken);
            }
        }

        var key = Key(buffered);
        while (true)
        {
            try
            {
                content.Position = 0;
                await _s3.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = options.Value.Bucket,
                        Key = key,
                        InputStream = content,
                        AutoCloseStream = false,
                    },
                    cancellationToken
                );
                Log.Delivered(logger, key, buffered.Records.Count);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                Log.NotDelivered(logger, error, key);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    public void Dispose() => _s3.Dispose();

    /// <summary>The hour and the time of the oldest record; the version is always 1.</summary>
    private static string Key(Buffered buffered)
    {
        var oldest = buffered.OldestAt.UtcDateTime;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{buffered.Prefix}{oldest:yyyy'/'MM'/'dd'/'HH'/'}{buffered.Stream}-1-{oldest:yyyy-MM-dd-HH-mm-ss}-{Guid.NewGuid()}.gz"
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Delivered {Key}: {Records} records.")]
        public static partial void Delivered(ILogger logger, string key, int records);

        [LoggerMessage(2, LogLevel.Warning, "{Key} could not be delivered yet.")]
        public static partial void NotDelivered(ILogger logger, Exception error, string key);
    }
}
