using System.Diagnostics.Metrics;

namespace Maas.Slack;

/// <summary>What became of messages to Slack.</summary>
internal sealed class SlackInstruments(IMeterFactory meters)
{
    public const string MeterName = "Maas.Slack";

    private readonly Counter<long> _messages = meters
        .Create(MeterName)
        .CreateCounter<long>("maas.slack.messages", "{message}", "Messages that Slack took, or that were given up.");

    public void Took() => _messages.Add(1, new KeyValuePair<string, object?>("outcome", "delivered"));

    public void GaveUp() => _messages.Add(1, new KeyValuePair<string, object?>("outcome", "given_up"));
}
