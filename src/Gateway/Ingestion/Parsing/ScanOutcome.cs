namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>What came of reading a body's structure.</summary>
internal enum ScanOutcome
{
    Read,

    /// <summary>Not JSON, nested too deeply, or bytes that are not UTF-8 outside any event.</summary>
    Undecodable,

    /// <summary>JSON, but not an object with a list named <c>batch</c>.</summary>
    NotABatch,

    /// <summary>More events than the limit.</summary>
    TooManyEvents,
}
