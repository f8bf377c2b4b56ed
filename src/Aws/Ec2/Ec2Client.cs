using System.Xml.Linq;
using Maas.Aws.Query;

namespace Maas.Aws.Ec2;

/// <summary>What this product asks EC2. A failed call throws <c>AmazonServiceException</c> with the service's error code.</summary>
internal sealed class Ec2Client(QueryServiceConfig config) : QueryServiceClient(config)
{
    public static QueryService Service { get; } = new("EC2", "2016-11-15", "ec2");

    /// <summary>The subnets of the ids, all of which exist.</summary>
    public async Task<IReadOnlyList<Subnet>> DescribeSubnetsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("DescribeSubnets", Ids("SubnetId", ids), cancellationToken).ConfigureAwait(false);
        return
        [
            .. Items(answer, "subnetSet")
                .Select(static subnet => new Subnet(subnet.Element("subnetId")!.Value, subnet.Element("vpcId")!.Value, Tags(subnet))),
        ];
    }

    /// <summary>The tags of a network that exists.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DescribeVpcTagsAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("DescribeVpcs", Ids("VpcId", [id]), cancellationToken).ConfigureAwait(false);
        return Tags(Items(answer, "vpcSet").Single());
    }

    private static IEnumerable<(string Name, string Value)> Ids(string name, IReadOnlyList<string> ids) =>
        ids.Select((id, at) => ($"{name}.{at + 1}", id));

    private static IEnumerable<XElement> Items(XElement node, string set) => node.Element(set)?.Elements("item") ?? [];

    private static Dictionary<string, string> Tags(XElement resource) =>
        Items(resource, "tagSet")
            .ToDictionary(static tag => tag.Element("key")!.Value, static tag => tag.Element("value")?.Value ?? "", StringComparer.Ordinal);
}

/// <summary>A subnet, and the network that it is of.</summary>
internal sealed record Subnet(string Id, string VpcId, IReadOnlyDictionary<string, string> Tags);
