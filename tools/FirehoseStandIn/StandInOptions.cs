namespace Maas.FirehoseStandIn;

/// <summary>What the stand-in delivers, and where; section <c>StandIn</c>.</summary>
internal sealed class StandInOptions
{
    public const string Section = "StandIn";

    /// <summary>The bucket that all streams write to. It must exist.</summary>
    public string Bucket { get; set; } = "maas";

    /// <summary>Each stream's name and the prefix that it writes under.</summary>
    public Dictionary<string, string> Streams { get; } =
        new(StringComparer.Ordinal)
        {
            ["maas-tracking"] = "raw/tracking/",
            ["maas-devices"] = "raw/devices/",
            ["maas-rejected"] = "rejected/",
        };

    /// <summary>The role with which the streams say that they write; the stand-in itself uses the keys that it finds. Default <c>firehose</c>.</summary>
    public string Role { get; set; } = "firehose";

    /// <summary>How long a stream's oldest record is buffered. Default 60 s.</summary>
    public TimeSpan BufferInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes at which a buffer is delivered before that. Default 5 MiB.</summary>
    public long BufferBytes { get; set; } = 5 * 1024 * 1024;
}
