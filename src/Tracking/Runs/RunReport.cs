using System.Text.Json.Serialization;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>What an engine did in one attempt: stored as <c>report.json</c> beside the run's SQL before anything is committed.</summary>
public sealed record RunReport
{
    public required string RunId { get; init; }

    /// <summary>The engine and its version, such as <c>DuckDB 1.5.6</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>What was read of each app, and how it was classed.</summary>
    public required IReadOnlyList<EngineTally> Apps { get; init; }

    /// <summary>What was read of each app's device rows.</summary>
    public IReadOnlyList<DeviceTally> Devices { get; init; } = [];

    /// <summary>Files to add to the lake, an entry a table.</summary>
    public required IReadOnlyList<TableOutput> Tables { get; init; }

    /// <summary>The raw files read: what a re-run must still find.</summary>
    public required IReadOnlyList<RawFile> Inputs { get; init; }

    /// <summary>Raw files set aside whole, with the reason, such as broken gzip.</summary>
    public IReadOnlyList<RefusedFile> RefusedFiles { get; init; } = [];

    /// <summary>Devices (app, device key) whose lake row changed: the length of the merge-back.</summary>
    public long ChangedDevices { get; init; }

    /// <summary>Links between keys and ids that the last round of component search left for the next run.</summary>
    public long UnfinishedLinks { get; init; }

    /// <summary>Advertising ids carried by more keys than the bound, which make no links.</summary>
    public long OverlinkedIds { get; init; }

    /// <summary>
    /// Earlier or later hours whose result this run changes: their unmatched keys have got a device row, or identities that they counted
    /// as duplicates of this hour's were released. The ledger re-opens them.
    /// </summary>
    public IReadOnlyList<HourWindow> Reopens { get; init; } = [];

    /// <summary>The steps, in order, with their times.</summary>
    public IReadOnlyList<RunStep> Steps { get; init; } = [];
}

/// <summary>Rows of one app as an engine classed them. <c>Read = Matched + Unmatched + Duplicate + Bad</c>, always.</summary>
public sealed record EngineTally(string App, long Read, long Matched, long Unmatched, long Duplicate, long Bad);

/// <summary>Device rows of one app as an engine read them, those that do not parse among them.</summary>
public sealed record DeviceTally(string App, long Read, long Bad);

/// <summary>A raw file that could not be read, and why.</summary>
public sealed record RefusedFile(string Key, string Reason);

/// <summary>A step of a run: a SQL file, a check or a commit.</summary>
/// <param name="Name">Such as <c>device_lake/components</c>.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Elapsed">How long it took; zero while it runs.</param>
/// <param name="Rows">Rows it produced, if it produces rows; files and log entries that housekeeping deleted.</param>
/// <param name="State">How it stands.</param>
/// <param name="Log">Where its log is, as a URI; null when it has none of its own.</param>
public sealed record RunStep(
    string Name,
    DateTimeOffset StartedAt,
    TimeSpan Elapsed,
    long? Rows,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] RunStepState State = RunStepState.Succeeded,
    string? Log = null
);

/// <summary>Parquet files that an attempt wrote for one table.</summary>
public sealed record TableOutput(string Table, long Rows, IReadOnlyList<DataFile> Files);

/// <summary>One Parquet file.</summary>
/// <param name="Path">Relative to the table's folder.</param>
/// <param name="PartitionValues">Partition columns and their values as text.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Statistics">Delta's <c>stats</c> JSON: <c>numRecords, minValues, maxValues, nullCount</c>.</param>
public sealed record DataFile(string Path, IReadOnlyDictionary<string, string> PartitionValues, long Bytes, long Rows, string Statistics);
