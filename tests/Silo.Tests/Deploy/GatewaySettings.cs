using YamlDotNet.RepresentationModel;

namespace Maas.Silo.Tests.Deploy;

/// <summary>The environment that Beanstalk gives a gateway, by the template's own words.</summary>
internal static class GatewaySettings
{
    private const string Plain = "aws:elasticbeanstalk:application:environment";

    /// <param name="template">gateways.yaml.</param>
    /// <param name="secret">The value of a key in Secrets Manager, by its name's last part.</param>
    public static async Task<Dictionary<string, string>> ReadAsync(Template template, Func<string, Task<string>> secret)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        var options = (YamlSequenceNode)
            template.Resources("AWS::ElasticBeanstalk::Environment").Single().Properties.Children["OptionSettings"];
        foreach (var option in options.Cast<YamlMappingNode>())
        {
            var kind = Value(option, "Namespace");
            if (kind.StartsWith(Plain, StringComparison.Ordinal))
            {
                var value = Value(option, "Value");
                settings.Add(Value(option, "OptionName"), kind == Plain ? value : await secret(value.Split('/')[^1]));
            }
        }

        return settings;

        string Value(YamlMappingNode option, string member) => template.Text(option.Children[member]);
    }
}
