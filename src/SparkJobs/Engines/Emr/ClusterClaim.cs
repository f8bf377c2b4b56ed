using System.Text.Json.Serialization;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>
/// What is known of an attempt's cluster, kept beside the run. It is there before the submission, so an attempt without one has started
/// nothing.
/// </summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="At">When the claim was made: the cluster is not older.</param>
/// <param name="State">What is certain.</param>
/// <param name="ClusterId">The cluster, once it is known.</param>
internal sealed record ClusterClaim(string Name, DateTimeOffset At, ClaimState State, string? ClusterId = null);

/// <summary>What is certain of an attempt's cluster.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClaimState>))]
internal enum ClaimState
{
    /// <summary>A submission may have been sent.</summary>
    Open,

    /// <summary>A cluster was started.</summary>
    Started,

    /// <summary>No cluster was started, and none will be.</summary>
    Void,

    /// <summary>The cluster was started and has ended.</summary>
    Ended,
}

[JsonSerializable(typeof(ClusterClaim))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ClaimJson : JsonSerializerContext;
