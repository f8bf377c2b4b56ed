using Maas.Tracking.Objects;

namespace Maas.Aws.Tests.Objects;

public abstract class S3ObjectsTests(S3Server server) : ObjectStoreContract, IAsyncLifetime
{
    private const string Prefix = "prod/";

    private Aws.Objects.S3ObjectStore? _store;

    protected override IObjectStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _store = await server.CreateStoreAsync(Prefix);
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Locate_AnyKey_IsItsAddressInTheBucket() =>
        Store.Locate("lake/a=1/x.parquet").ShouldMatch("^s3://objects-[0-9]+/prod/lake/a=1/x.parquet$");
}

public sealed class FolderS3ObjectsTests(FolderS3Server server) : S3ObjectsTests(server), IClassFixture<FolderS3Server>;

public sealed class MotoS3ObjectsTests(MotoS3Server server) : S3ObjectsTests(server), IClassFixture<MotoS3Server>
{
    /// <summary>Moto looks whether the object is there, and then writes it, on a thread a request: two that come at once can both win.</summary>
    protected override int Racers => 1;
}
