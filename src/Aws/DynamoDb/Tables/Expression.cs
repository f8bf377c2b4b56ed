using Amazon.DynamoDBv2.Model;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>
/// Collects the names and values that an expression refers to. Every attribute is named by a placeholder, for many of the tables' names
/// are reserved words.
/// </summary>
internal sealed class Expression
{
    private readonly List<string> _sets = [];
    private readonly List<string> _removals = [];

    public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Null while there are none: the service takes no empty collection.</summary>
    public Item? Values { get; private set; }

    /// <summary>The update that <see cref="Set"/> and <see cref="Remove"/> have described.</summary>
    public string Update =>
        string.Join(
            ' ',
            _sets.Count > 0 ? "SET " + string.Join(", ", _sets) : "",
            _removals.Count > 0 ? "REMOVE " + string.Join(", ", _removals) : ""
        );

    public string Name(string attribute)
    {
        var placeholder = "#" + attribute;
        Names[placeholder] = attribute;
        return placeholder;
    }

    public string Value(AttributeValue value)
    {
        Values ??= new Item(StringComparer.Ordinal);
        var placeholder = ":v" + Attributes.Print(Values.Count);
        Values[placeholder] = value;
        return placeholder;
    }

    public string Equal(string attribute, AttributeValue value) => $"{Name(attribute)} = {Value(value)}";

    public string Exists(string attribute) => $"attribute_exists({Name(attribute)})";

    public string Absent(string attribute) => $"attribute_not_exists({Name(attribute)})";

    public Expression Set(string attribute, AttributeValue value)
    {
        _sets.Add(Equal(attribute, value));
        return this;
    }

    /// <summary>Sets a text, or removes the attribute when there is none: an item holds no empty leftovers.</summary>
    public Expression SetOrRemove(string attribute, string? value) =>
        string.IsNullOrEmpty(value) ? Remove(attribute) : Set(attribute, Attributes.Text(value));

    /// <summary>Sets a number to one more than it is, or than another one where there is none yet.</summary>
    public Expression Count(string attribute, AttributeValue first)
    {
        var name = Name(attribute);
        _sets.Add($"{name} = if_not_exists({name}, {Value(first)}) + {Value(Attributes.Number(1))}");
        return this;
    }

    public Expression Remove(string attribute)
    {
        _removals.Add(Name(attribute));
        return this;
    }
}
