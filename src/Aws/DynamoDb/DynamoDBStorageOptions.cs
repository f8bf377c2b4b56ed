using Orleans.Storage;

namespace Maas.Aws.DynamoDb;

/// <summary>A table of grain states.</summary>
public sealed class DynamoDBStorageOptions() : DynamoDBTableOptions(DefaultTableName), IStorageProviderSerializerOptions
{
    public const string DefaultTableName = "OrleansGrainState";

    /// <summary>
    /// What the keys of this service's grains begin with. Default none: the cluster's service id. The empty string reads tables that the
    /// official package wrote with its own default. Of services that share a table none may have an id that begins with another's and a
    /// <c>_</c>: the layout joins id and grain by that.
    /// </summary>
    public string? ServiceId { get; set; }

    /// <summary>
    /// Whether clearing a state deletes its record. Default false: the record stays without a state, and its etag goes on from there.
    /// </summary>
    public bool DeleteStateOnClear { get; set; }

    /// <summary>
    /// How long after its last write a state expires. Default none: never. An expired state is absent at once, and deleted by DynamoDB some
    /// time later: the table's expiry is switched on where this is set.
    /// </summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>How states become bytes. Default: as the silo does it for any storage, Orleans' own JSON unless it has another serializer.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;

    /// <summary>The stage of the silo's start at which the table is looked for. Default that of application services.</summary>
    public int InitStage { get; set; } = Orleans.ServiceLifecycleStage.ApplicationServices;
}
