using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Maas.Tracking.Objects;

namespace Maas.Aws.Objects;

/// <summary>
/// Objects in a bucket of S3, or of a server that speaks its protocol with strong reads and conditional writes. Whatever goes wrong is an
/// <see cref="IOException"/> that names the object; after one of a write its outcome is unknown.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    /// <summary>The user metadata that says which request wrote an object.</summary>
    private const string WriterMetadata = "maas-writer";

    /// <summary>Answers "another conditional write is under way" in a row before it counts as a failure: about ten seconds.</summary>
    private const int ConflictsMax = 8;
    private static readonly TimeSpan ConflictDelay = TimeSpan.FromMilliseconds(50);

    private readonly IAmazonS3 _s3;
    private readonly S3ObjectsOptions _options;
    private readonly TimeProvider _time;
    private readonly TransferUtility _uploads;

    internal S3ObjectStore(IAmazonS3 s3, S3ObjectsOptions options, TimeProvider time)
    {
        _s3 = s3;
        _options = options;
        _time = time;
        _uploads = new TransferUtility(
            s3,
            new TransferUtilityConfig { ConcurrentServiceRequests = options.PartsInFlightMax, MinSizeBeforePartUpload = options.PartBytes }
        );
    }

    /// <summary>A store over the configured bucket, for a program that has no service container. Disposing of it closes its connections.</summary>
    public static S3ObjectStore Open(S3ObjectsOptions options, TimeProvider time) => new(S3Clients.Create(options), options, time);

    public string Locate(string key) => $"s3://{_options.Bucket}/{KeyOf(key)}";

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _options.Prefix + prefix };
        do
        {
            var page = await CallAsync(prefix, () => _s3.ListObjectsV2Async(request, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                yield return new StoredObject(
                    item.Key[_options.Prefix.Length..],
                    item.Size ?? 0,
                    new DateTimeOffset((item.LastModified ?? DateTime.UnixEpoch).ToUniversalTime())
                );
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (request.ContinuationToken is not null);
    }

    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = KeyOf(key) };
        var response = await CallAsync(key, () => FindAsync(() => _s3.GetObjectAsync(request, cancellationToken)), cancellationToken)
            .ConfigureAwait(false);
        return response is null
            ? null
            : new ObjectBody(
                response.ResponseStream,
                response.ContentLength,
                (position, token) => ReopenAsync(key, response.ETag, position, token),
                Locate(key),
                _options.RetriesMax,
                _options.RequestTimeout,
                _time
            );
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var request = PutRequest(key, content);
        await CallAsync(key, () => _s3.PutObjectAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A file longer than a part goes up in several; if that fails, the parts that have arrived are removed.</summary>
    public async Task PutFileAsync(string key, string path, CancellationToken cancellationToken)
    {
        var request = new TransferUtilityUploadRequest
        {
            BucketName = _options.Bucket,
            Key = KeyOf(key),
            FilePath = path,
            PartSize = _options.PartBytes,
        };
        await CallAsync(key, () => _uploads.UploadWithResponseAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var writer = Guid.NewGuid().ToString("N");
        for (var conflicts = 0; ; conflicts++)
        {
            var request = PutRequest(key, content);
            request.IfNoneMatch = "*";
            request.Metadata[WriterMetadata] = writer;
            try
            {
                await CallAsync(key, () => _s3.PutObjectAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (IOException e) when (StatusOf(e) == HttpStatusCode.PreconditionFailed)
            {
                // The SDK repeats a request whose answer was lost, and is then told that the key is taken: by that very request, perhaps.
                return await FindWriterAsync(key, cancellationToken).ConfigureAwait(false) == writer;
            }
            catch (IOException e) when (StatusOf(e) == HttpStatusCode.Conflict && conflicts < ConflictsMax)
            {
                await Task.Delay(ConflictDelay * (1 << conflicts), _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = _options.Bucket, Key = KeyOf(key) };
        await CallAsync(key, () => _s3.DeleteObjectAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _uploads.Dispose();
        _s3.Dispose();
    }

    private string KeyOf(string key) => _options.Prefix + ObjectKeys.Validate(key);

    private PutObjectRequest PutRequest(string key, ReadOnlyMemory<byte> content) =>
        new()
        {
            BucketName = _options.Bucket,
            Key = KeyOf(key),
            InputStream = MemoryMarshal.TryGetArray(content, out var array)
                ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
                : new MemoryStream(content.ToArray(), writable: false),
        };

    /// <summary>The rest of an object of which some was read; fails if it is another one by now.</summary>
    private async Task<Stream> ReopenAsync(string key, string etag, long position, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest
        {
            BucketName = _options.Bucket,
            Key = KeyOf(key),
            ByteRange = new ByteRange($"bytes={position}-"),
            EtagToMatch = etag,
        };
        var response = await CallAsync(key, () => _s3.GetObjectAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.ResponseStream;
    }

    private async Task<string?> FindWriterAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = KeyOf(key) };
        var found = await CallAsync(key, () => FindAsync(() => _s3.GetObjectMetadataAsync(request, cancellationToken)), cancellationToken)
            .ConfigureAwait(false);
        return found?.Metadata[WriterMetadata];
    }

    private static async Task<T?> FindAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    /// <summary>Turns whatever the SDK throws into an error that says of which object it is.</summary>
    private async Task<T> CallAsync<T>(string key, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = e switch
            {
                AmazonServiceException service => $"{service.ErrorCode ?? service.StatusCode.ToString()}: {service.Message}",
                OperationCanceledException => $"no answer within {_options.RequestTimeout}",
                _ => e.Message,
            };
            throw new IOException($"s3://{_options.Bucket}/{_options.Prefix}{key}: {reason}", e);
        }
    }

    private static HttpStatusCode? StatusOf(IOException e) => (e.InnerException as AmazonServiceException)?.StatusCode;
}
