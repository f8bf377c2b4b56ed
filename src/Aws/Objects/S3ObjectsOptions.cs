namespace Maas.Aws.Objects;

/// <summary>
/// Objects in an S3 bucket; section <c>Maas:Objects:S3</c>. Credentials and the endpoint are the SDK's own settings (<c>AWS_PROFILE</c>,
/// <c>AWS_ENDPOINT_URL_S3</c>, an instance's role and so on).
/// </summary>
public sealed class S3ObjectsOptions
{
    public const string Section = "Maas:Objects:S3";

    /// <summary>The bucket. No default. It should abort incomplete multipart uploads after some days by a lifecycle rule.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>What all keys begin with, such as <c>prod/</c>. Default none. It ends in a slash.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The bucket's region, such as <c>eu-central-1</c>. Default none: the SDK's own, from <c>AWS_REGION</c> or the profile.</summary>
    public string Region { get; set; } = "";

    /// <summary>
    /// Whether the bucket's name stands in the path of an address rather than in its host. Default false, as AWS wants it; most other servers
    /// that speak S3 need true.
    /// </summary>
    public bool ForcePathStyle { get; set; }

    /// <summary>
    /// How long a request may take, and how long a body may stop arriving, before it is tried again. Default 30 s; a part must fit into it.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request that failed for a passing reason is tried again. Default 4.</summary>
    public int RetriesMax { get; set; } = 4;

    /// <summary>
    /// Bytes of a part of an upload; a longer file goes up in several. Default 16 MiB; from 5 MiB. A file has at most 10,000 parts, so this
    /// also bounds its length.
    /// </summary>
    public long PartBytes { get; set; } = 16L * 1024 * 1024;

    /// <summary>Parts of one file under way at a time. Default 4.</summary>
    public int PartsInFlightMax { get; set; } = 4;
}
