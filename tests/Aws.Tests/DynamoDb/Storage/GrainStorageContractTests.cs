using Maas.Aws.DynamoDb;
using Maas.StorageContract;
using Orleans.Storage;

namespace Maas.Aws.Tests.DynamoDb.Storage;

/// <summary>The contract of every grain storage, with records that a clear deletes.</summary>
public sealed class DeletingGrainStorageTests(DynamoDbServer server) : DynamoDbGrainStorageContract(server)
{
    protected override void Configure(DynamoDBStorageOptions options) => options.DeleteStateOnClear = true;
}

/// <summary>The contract of every grain storage, with records that stay after a clear, as the official package's do by default.</summary>
public sealed class KeepingGrainStorageTests(DynamoDbServer server) : DynamoDbGrainStorageContract(server)
{
    protected override bool KeepsClearedRecords => true;

    protected override void Configure(DynamoDBStorageOptions options) => options.DeleteStateOnClear = false;
}

public abstract class DynamoDbGrainStorageContract(DynamoDbServer server) : GrainStorageContract
{
    private StorageHost? _host;

    protected abstract void Configure(DynamoDBStorageOptions options);

    protected override async Task<IGrainStorage> OpenAsync()
    {
        _host = await StorageHost.StartAsync(server, Configure);
        return _host.Storage;
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
