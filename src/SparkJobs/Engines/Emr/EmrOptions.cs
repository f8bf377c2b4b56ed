namespace Maas.SparkJobs.Engines.Emr;

/// <summary>The EMR engine of the hourly batch: how clusters are followed. Bound from <c>Maas:Batch:Emr</c>.</summary>
public sealed class EmrOptions
{
    public const string Section = "Maas:Batch:Emr";

    /// <summary>
    /// What tells this deployment's clusters from others' in the same account; it is in their names and tags. Default none: the name of the
    /// bucket. Two deployments of one name would end each other's clusters.
    /// </summary>
    public string? Deployment { get; set; }

    /// <summary>How often EMR is asked for all clusters that are followed. Default 30 s, a fifth more or less at random.</summary>
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The period doubles up to this while EMR throttles or cannot be reached. Default 5 minutes.</summary>
    public TimeSpan PollPeriodMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Questions in a row that may fail before the run does. Default 20: more than an hour without EMR.</summary>
    public int PollFailuresMax { get; set; } = 20;

    /// <summary>Times that a submission which EMR was too busy to take is sent. Default 10.</summary>
    public int SubmitTriesMax { get; set; } = 10;

    /// <summary>
    /// How long after a submission without an answer a cluster of its name is looked for before it is certain that none was started. Default
    /// 5 minutes; EMR's lists may lag behind, so a shorter time risks a second cluster.
    /// </summary>
    public TimeSpan LostAnswerTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a cluster that was told to end is waited for. Default 15 minutes. Then the run goes on, and the sweep tells it again.</summary>
    public TimeSpan EndTimeMax { get; set; } = TimeSpan.FromMinutes(15);
}
