using Maas.Aws.Objects;
using Maas.Tracking.Objects;

namespace Maas.Cli.Lake;

/// <summary>The objects of the service, where the configuration that it reads from the environment says they are.</summary>
internal sealed class ServiceObjects : IDisposable
{
    private readonly S3ObjectStore? _bucket;

    private ServiceObjects(IObjectStore store, S3ObjectStore? bucket, string name) => (Store, _bucket, Name) = (store, bucket, name);

    public IObjectStore Store { get; }

    /// <summary>The folder or the bucket, for people.</summary>
    public string Name { get; }

    /// <summary>Objects are elsewhere: what a query reads of them is copied first.</summary>
    public bool AreRemote => _bucket is not null;

    /// <exception cref="CliException">A setting is missing or wrong.</exception>
    public static ServiceObjects Open(CliEnvironment environment, string dataFolder) =>
        Variable(environment, "Kind") switch
        {
            null => InFolder(dataFolder),
            var kind when Is(kind, "Directory") => InFolder(dataFolder),
            var kind when Is(kind, "S3") => InBucket(environment),
            var kind => throw new CliException(ExitCode.Usage, $"Maas__Objects__Kind is '{kind}'; give Directory or S3."),
        };

    public void Dispose() => _bucket?.Dispose();

    private static ServiceObjects InFolder(string folder) => new(new LakeFolder(folder), null, folder);

    private static ServiceObjects InBucket(CliEnvironment environment)
    {
        var options = new S3ObjectsOptions
        {
            Bucket =
                Variable(environment, "S3__Bucket")
                ?? throw new CliException(ExitCode.Usage, "Maas__Objects__S3__Bucket is not set: give it the service's bucket."),
            Prefix = Variable(environment, "S3__Prefix") ?? "",
            Region = Variable(environment, "S3__Region") ?? "",
            ForcePathStyle = Is(Variable(environment, "S3__ForcePathStyle"), "true"),
        };
        var bucket = S3ObjectStore.Open(options, environment.Time);
        return new ServiceObjects(bucket, bucket, $"s3://{options.Bucket}/{options.Prefix}");
    }

    private static string? Variable(CliEnvironment environment, string name) =>
        environment.Variable($"Maas__Objects__{name}") is { Length: > 0 } value ? value : null;

    private static bool Is(string? value, string expected) => string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);
}
