namespace Maas.Slack;

/// <summary>Telling Slack what became of runs. Bound from <c>Maas:Slack</c>.</summary>
public sealed class SlackOptions
{
    public const string Section = "Maas:Slack";

    /// <summary>
    /// The address of an incoming webhook. Default none: Slack is told nothing. It is a secret, for whoever has it can write to the channel: it
    /// never appears in logs, errors or traces.
    /// </summary>
    public string? WebhookUrl { get; set; }

    /// <summary>
    /// The address at which people reach this service, such as <c>https://maas.example.com</c>: messages then link to their run. Default none: no
    /// links.
    /// </summary>
    public string? ServiceUrl { get; set; }

    /// <summary>
    /// Times that a message is sent at most, 1 to 100; default 8. It is sent again when Slack cannot be reached, is busy (429) or fails (5xx). After
    /// one that was given up the next are sent once each, until Slack takes one; it then says how many are missing.
    /// </summary>
    public int TriesMax { get; set; } = 8;

    /// <summary>
    /// The pause before the second try, 1 ms to 1 minute; default 1 s. It doubles with each try, with jitter, up to a minute; Slack's own
    /// <c>Retry-After</c> comes first.
    /// </summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a try may take, 10 ms to 1 hour; default 10 s.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a message may take with all its tries and pauses, 10 ms to 1 hour; default 5 minutes. Then it is given up.</summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two messages, up to 1 minute; default 1 s, which is what Slack takes in the long run.</summary>
    public TimeSpan Spacing { get; set; } = TimeSpan.FromSeconds(1);
}
