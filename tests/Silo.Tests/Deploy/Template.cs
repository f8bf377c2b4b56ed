using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Maas.Servers;
using YamlDotNet.RepresentationModel;

namespace Maas.Silo.Tests.Deploy;

/// <summary>A CloudFormation template of deploy/, with its parameters given. What only a stack would know stays as it is written.</summary>
internal sealed partial class Template
{
    private static readonly Dictionary<string, string> Pseudo = new(StringComparer.Ordinal)
    {
        ["AWS::Partition"] = "aws",
        ["AWS::Region"] = AwsServers.Region,
        ["AWS::AccountId"] = "123456789012",
    };

    private readonly YamlMappingNode _root;
    private readonly Dictionary<string, string> _values;

    private Template(YamlMappingNode root, Dictionary<string, string> values) => (_root, _values) = (root, values);

    /// <summary>The resources of a type, by their names in the template.</summary>
    public IEnumerable<(string Name, YamlMappingNode Properties)> Resources(string type) =>
        Of(_root, "Resources")!
            .Children.Where(resource => ((YamlMappingNode)resource.Value).Children["Type"].ToString() == type)
            .Select(static resource => (resource.Key.ToString(), Of((YamlMappingNode)resource.Value, "Properties")!));

    public static Template Read(string file, IReadOnlyDictionary<string, string> parameters)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Repository.Root, "deploy", file));
        stream.Load(reader);
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        var values = new Dictionary<string, string>(Pseudo, StringComparer.Ordinal);
        foreach (var (name, parameter) in Of(root, "Parameters")!.Children)
        {
            if (((YamlMappingNode)parameter).Children.TryGetValue("Default", out var standard))
            {
                values[name.ToString()] = standard.ToString();
            }
        }

        foreach (var (name, value) in parameters)
        {
            values[name] = value;
        }

        return new Template(root, values);
    }

    public static YamlMappingNode? Of(YamlMappingNode node, string member) =>
        node.Children.TryGetValue(member, out var value) ? (YamlMappingNode)value : null;

    /// <summary>One value or a list of them, as texts; none for what is absent.</summary>
    public IReadOnlyList<string> Texts(YamlMappingNode node, string member) =>
        !node.Children.TryGetValue(member, out var value) ? []
        : value is YamlSequenceNode list && list.Tag.IsEmpty ? [.. list.Select(Text)]
        : [Text(value)];

    /// <summary>A value with its references and substitutions made.</summary>
    public string Text(YamlNode node) =>
        (node.Tag.IsEmpty ? "" : node.Tag.Value) switch
        {
            "!Ref" => _values.GetValueOrDefault(node.ToString(), node.ToString()),
            "!GetAtt" => $"${{{node}}}",
            "!Sub" when node is YamlSequenceNode { Children: [var text, YamlMappingNode own] } => Substitute(
                text.ToString(),
                own.Children.ToDictionary(static pair => pair.Key.ToString(), pair => Text(pair.Value), StringComparer.Ordinal)
            ),
            "!Sub" => Substitute(node.ToString(), []),
            "!Join" when node is YamlSequenceNode { Children: [var between, var list] } => Text(list)
                .Replace(",", between.ToString(), StringComparison.Ordinal),
            _ => node.ToString(),
        };

    /// <summary>A part of the template as the service's own API takes it.</summary>
    public JsonNode Json(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), (JsonNode?)Json(pair.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
            _ when Text(node) is "true" or "false" => JsonValue.Create(Text(node) == "true"),
            _ => JsonValue.Create(Text(node)),
        };

    private string Substitute(string text, Dictionary<string, string> own) =>
        Reference()
            .Replace(
                text,
                match =>
                    own.GetValueOrDefault(match.Groups["name"].Value)
                    ?? _values.GetValueOrDefault(match.Groups["name"].Value)
                    ?? match.Value
            );

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z:.]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
