namespace Maas.Local.Storage;

/// <summary>A write or a removal of one grain's state on its way to the database.</summary>
/// <param name="State">The state's name within its grain.</param>
/// <param name="Grain">The grain's id.</param>
/// <param name="Payload">The new bytes; null removes the record.</param>
/// <param name="Format">How to read the payload.</param>
/// <param name="ExpectedEtag">The etag that the record must have, or <see cref="AnyEtag"/>; null: there must be no record.</param>
internal sealed record StateWrite(string State, string Grain, byte[]? Payload, StateFormat Format, long? ExpectedEtag)
{
    /// <summary>There must be a record, whichever it is. No record has this etag.</summary>
    public const long AnyEtag = -1;

    /// <summary>Completed after the commit that holds the write.</summary>
    public TaskCompletionSource<StateWriteResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What became of a write.</summary>
/// <param name="Accepted">False when the record had another etag than expected; nothing was changed then.</param>
/// <param name="Etag">The record's etag now; null when there is no record.</param>
internal readonly record struct StateWriteResult(bool Accepted, long? Etag);

/// <summary>The form of a stored payload.</summary>
internal enum StateFormat
{
    /// <summary>The state's own binary form.</summary>
    Bytes = 0,

    /// <summary>JSON, readable by people.</summary>
    Json = 1,
}

/// <summary>A record as stored.</summary>
internal sealed record StoredState(byte[] Payload, StateFormat Format, long Etag);
