namespace Maas.Slack.Messages;

/// <summary>Puts a message together within Slack's bounds.</summary>
internal sealed class MessageBuilder
{
    private const int FieldsMax = 10;
    private const int TextLengthMax = 3000;

    private readonly List<SlackBlock> _blocks = [];

    public MessageBuilder Section(string text)
    {
        _blocks.Add(new("section") { Text = new(text.Length <= TextLengthMax ? text : text[..(TextLengthMax - 1)] + "…") });
        return this;
    }

    /// <summary>Names and values in two columns; pairs without a value are left out.</summary>
    public MessageBuilder Fields(params IEnumerable<(string Name, string? Value)> fields)
    {
        var shown = fields.Where(field => field.Value is not null).Select(field => new SlackText($"*{field.Name}*\n{field.Value}"));
        foreach (var chunk in shown.Chunk(FieldsMax))
        {
            _blocks.Add(new("section") { Fields = chunk });
        }

        return this;
    }

    /// <summary>Small print; parts without text are left out.</summary>
    public MessageBuilder Context(params IEnumerable<string?> parts)
    {
        var text = string.Join("  ·  ", parts.Where(part => !string.IsNullOrEmpty(part)));
        if (text.Length > 0)
        {
            _blocks.Add(new("context") { Elements = [new(text)] });
        }

        return this;
    }

    public SlackMessage Build(string text) => new(text, _blocks);
}
