using System.Text.Json.Serialization;

namespace Maas.Slack.Messages;

/// <summary>A message of an incoming webhook.</summary>
/// <param name="Text">What notifications show, and clients without blocks.</param>
/// <param name="Blocks">What the channel shows.</param>
internal sealed record SlackMessage(string Text, IReadOnlyList<SlackBlock> Blocks)
{
    /// <summary>Links are there to be followed, not to be shown as previews.</summary>
    public bool UnfurlLinks { get; init; }
}

/// <summary>A block: a <c>section</c> with text or fields, or a <c>context</c> with elements.</summary>
internal sealed record SlackBlock(string Type)
{
    public SlackText? Text { get; init; }

    public IReadOnlyList<SlackText>? Fields { get; init; }

    public IReadOnlyList<SlackText>? Elements { get; init; }
}

/// <summary>Text in Slack's markup.</summary>
internal sealed record SlackText(string Text)
{
    public string Type { get; init; } = "mrkdwn";
}

[JsonSerializable(typeof(SlackMessage))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
internal sealed partial class SlackJson : JsonSerializerContext;
