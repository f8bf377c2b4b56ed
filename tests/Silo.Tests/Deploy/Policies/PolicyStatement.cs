using System.IO.Enumeration;
using Maas.Servers.Recording;
using YamlDotNet.RepresentationModel;

namespace Maas.Silo.Tests.Deploy.Policies;

/// <summary>What a role is allowed: every one of the actions on every one of the resources, where the conditions hold.</summary>
/// <param name="Role">The role's name in its template.</param>
/// <param name="Conditions">What a key of the request's context must be one of.</param>
internal sealed record PolicyStatement(
    string Role,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Resources,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Conditions
)
{
    /// <summary>The statements of every role's own policies in a template.</summary>
    public static IEnumerable<PolicyStatement> Read(Template template) =>
        from role in template.Resources("AWS::IAM::Role")
        from policy in (YamlSequenceNode)role.Properties.Children["Policies"]
        let document = Template.Of((YamlMappingNode)policy, "PolicyDocument")
        from YamlMappingNode statement in (YamlSequenceNode)document.Children["Statement"]
        select new PolicyStatement(
            role.Name,
            template.Texts(statement, "Action"),
            template.Texts(statement, "Resource"),
            ReadConditions(template, statement)
        );

    /// <summary>Each action with each resource: the smallest thing that can be allowed in vain.</summary>
    public IEnumerable<(string Action, string Resource)> Grants =>
        from action in Actions
        from resource in Resources
        select (action, resource);

    public bool Allows(AwsCall call) =>
        Actions.Contains(call.Action, StringComparer.Ordinal)
        && Resources.Any(resource => Covers(resource, call))
        && Conditions.All(condition =>
            call.Context.TryGetValue(condition.Key, out var value) && condition.Value.Contains(value, StringComparer.Ordinal)
        );

    public static bool Covers(string resource, AwsCall call) =>
        FileSystemName.MatchesSimpleExpression(resource, call.Resource, ignoreCase: false);

    private static Dictionary<string, IReadOnlyList<string>> ReadConditions(Template template, YamlMappingNode statement)
    {
        var conditions = Template.Of(statement, "Condition");
        if (conditions is null)
        {
            return [];
        }

        conditions.Children.Keys.Select(static key => key.ToString()).ShouldBe(["StringEquals"], "The test knows no other condition.");
        var equals = Template.Of(conditions, "StringEquals")!;
        return equals
            .Children.Keys.Select(static key => key.ToString())
            .ToDictionary(key => key, key => template.Texts(equals, key), StringComparer.Ordinal);
    }
}
