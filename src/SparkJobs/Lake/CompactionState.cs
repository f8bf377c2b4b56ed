using System.Text.Json.Serialization;
using Maas.SparkJobs.Delta;

namespace Maas.SparkJobs.Lake;

/// <summary>How far <c>devices</c> follows <c>device_changes</c>.</summary>
/// <param name="Version">The version of <c>device_changes</c> that the last compaction is of; null before the first.</param>
/// <param name="Outdated">It holds contributions that a later run of their hour has replaced.</param>
/// <param name="Active">All contributions.</param>
/// <param name="Pending">Those that it does not hold yet.</param>
internal sealed record CompactionState(long? Version, bool Outdated, IReadOnlyList<DeltaFile> Active, IReadOnlyList<DeltaFile> Pending);

/// <summary>A compaction to be done.</summary>
/// <param name="Version">The version of <c>device_changes</c> that it compacts.</param>
/// <param name="Last">The version that the last compaction is of; null before the first.</param>
/// <param name="Before">Files of <c>devices</c> that it starts from; none when it gathers everything anew.</param>
/// <param name="Pending">Files of <c>device_changes</c> that it adds to them.</param>
/// <param name="Active">The paths of all that the table then holds.</param>
internal sealed record CompactionWork(
    long Version,
    long? Last,
    IReadOnlyList<DeltaFile> Before,
    IReadOnlyList<DeltaFile> Pending,
    IReadOnlyList<string> Active
);

[JsonSerializable(typeof(string[]))]
internal sealed partial class CompactionJson : JsonSerializerContext;
