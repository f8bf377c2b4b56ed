using Maas.Tracking.Consent;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>The limits and rules that decide about single events, as configured.</summary>
internal sealed class IngestRules
{
    /// <summary>The protocol's longest message id, in characters.</summary>
    public const int MessageIdLengthMax = 100;

    public required int EventBytesMax { get; init; }

    public required int DeviceKeyBytesMax { get; init; }

    /// <summary>How much of a rejected event's JSON is kept, in bytes.</summary>
    public required int RejectPayloadBytesMax { get; init; }

    /// <summary>Whether network addresses are stored at all.</summary>
    public required bool StoreAddresses { get; init; }

    public required ConsentCategories Consent { get; init; }

    /// <summary>Names an event that came without a message id.</summary>
    public required Func<Guid> NewMessageId { get; init; }
}
