using System.Text.Json.Serialization;
using Maas.SparkJobs.Delta;

namespace Maas.SparkJobs.Lake;

/// <summary>How far <c>devices</c> follows <c>device_changes</c>.</summary>
/// <param name="Outdated">It holds contributions that a later run of their hour has replaced.</param>
/// <param name="Active">All contributions.</param>
/// <param name="Pending">Those that it does not hold yet.</param>
internal sealed record CompactionState(bool Outdated, IReadOnlyList<DeltaFile> Active, IReadOnlyList<DeltaFile> Pending);

[JsonSerializable(typeof(string[]))]
internal sealed partial class CompactionJson : JsonSerializerContext;
