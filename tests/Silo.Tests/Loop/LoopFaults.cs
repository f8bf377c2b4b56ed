namespace Maas.Silo.Tests.Loop;

/// <summary>The arrows of the loop at which something goes wrong.</summary>
[Flags]
public enum LoopFaults
{
    None = 0,

    /// <summary>Firehose takes nothing for a while, so SDKs get 503; then it fails entries, hangs up, and loses answers.</summary>
    Delivery = 1,

    /// <summary>S3 refuses writes to the lake and reads of raw files.</summary>
    Objects = 2,

    /// <summary>The answer to the submission of the first cluster is lost, and its step fails; the next one is throttled.</summary>
    Clusters = 4,

    /// <summary>Slack fails, and is then too busy.</summary>
    Chat = 8,

    /// <summary>kill -9 of the silo while the cluster works.</summary>
    Silo = 16,

    All = Delivery | Objects | Clusters | Chat | Silo,
}
