using Amazon.Runtime;
using Amazon.S3;
using Maas.Aws.Objects;
using Maas.Servers;

namespace Maas.Aws.Tests.Objects;

/// <summary>A server that speaks S3, and stores over buckets of it.</summary>
public abstract class S3Server : IAsyncLifetime
{
    private ServerProcess? _server;
    private int _buckets;

    /// <summary>Why it cannot run here; null when it can.</summary>
    public abstract string? Missing { get; }

    protected abstract Task<ServerProcess> StartAsync();

    public async ValueTask InitializeAsync()
    {
        if (Missing is null)
        {
            _server = await StartAsync();
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A store over a new bucket.</summary>
    internal async Task<S3ObjectStore> CreateStoreAsync(string prefix = "", HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        var options = new S3ObjectsOptions
        {
            Bucket = $"objects-{Interlocked.Increment(ref _buckets)}",
            Prefix = prefix,
            PartBytes = 5 * 1024 * 1024,
        };
        using (var plain = CreateClient())
        {
            await plain.PutBucketAsync(options.Bucket);
        }

        return new S3ObjectStore(CreateClient(handler), options, time ?? TimeProvider.System);
    }

    internal AmazonS3Client CreateClient(HttpMessageHandler? handler = null)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = _server!.Address.ToString(),
            AuthenticationRegion = AwsServers.Region,
            ForcePathStyle = true,
            MaxErrorRetry = 2,
        };
        if (handler is not null)
        {
            config.HttpClientFactory = new HandlerFactory(handler);
        }

        return new AmazonS3Client(new BasicAWSCredentials(AwsServers.AccessKey, AwsServers.SecretKey), config);
    }

    private sealed class HandlerFactory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}

/// <summary>The real S3 server over a folder.</summary>
public sealed class FolderS3Server : S3Server
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maas-s3-").FullName;

    public override string? Missing => OutsideProgram.S3Server.Missing;

    protected override Task<ServerProcess> StartAsync() => AwsServers.StartS3Async(_folder);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Moto's S3, in memory.</summary>
public sealed class MotoS3Server : S3Server
{
    public override string? Missing => OutsideProgram.MotoServer.Missing;

    protected override Task<ServerProcess> StartAsync() => AwsServers.StartMotoAsync();
}
