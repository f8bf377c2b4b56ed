using Maas.Aws.Ec2;
using Maas.Aws.Emr;

namespace Maas.Aws.Deployment;

/// <summary>
/// What a run's cluster is started with: a release that exists and fits, its roles, its network, its security configuration, its logs' place.
/// </summary>
internal sealed class ClusterCheck(EmrClient emr, Ec2Client ec2, RoleCheck roles, EmrClusterOptions options)
{
    /// <summary>Releases with Spark 3.5.</summary>
    private const string Releases = "emr-7.";

    /// <param name="bucket">The product's own bucket, which is checked elsewhere; null when its objects are not in S3.</param>
    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(string? bucket, CancellationToken cancellationToken)
    {
        List<DeploymentFinding> findings =
        [
            await ReleaseAsync(cancellationToken).ConfigureAwait(false),
            await roles.RoleAsync(options.ServiceRole, "elasticmapreduce.amazonaws.com", cancellationToken).ConfigureAwait(false),
            await roles.ProfileAsync(options.InstanceProfile, cancellationToken).ConfigureAwait(false),
            Logs(bucket),
        ];
        if (options.SecurityConfiguration is { } security)
        {
            findings.Add(await SecurityAsync(security, cancellationToken).ConfigureAwait(false));
        }

        if (options.SubnetIds.Count > 0)
        {
            findings.Add(await NetworkAsync(cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private Task<DeploymentFinding> ReleaseAsync(CancellationToken cancellationToken) =>
        DeploymentCheck.TryAsync(
            "cluster release",
            async () =>
            {
                var label = options.ReleaseLabel;
                var answer = await emr.ListReleaseLabelsAsync(new(new(label)), cancellationToken).ConfigureAwait(false);
                var isThere = (answer.ReleaseLabels ?? []).Contains(label, StringComparer.Ordinal);
                var fits = label.StartsWith(Releases, StringComparison.Ordinal);
                return DeploymentFinding.Of(
                    "cluster release",
                    isThere && fits,
                    !isThere ? $"{label} does not exist in this region"
                        : !fits ? $"{label} has no Spark 3.5"
                        : label,
                    $"Set {EmrClusterOptions.Section}:{nameof(EmrClusterOptions.ReleaseLabel)} to a release of {Releases}* that aws emr list-release-labels has."
                );
            }
        );

    private Task<DeploymentFinding> SecurityAsync(string name, CancellationToken cancellationToken) =>
        DeploymentCheck.TryAsync(
            $"cluster security {name}",
            async () =>
            {
                await emr.DescribeSecurityConfigurationAsync(new(name), cancellationToken).ConfigureAwait(false);
                return DeploymentFinding.Of($"cluster security {name}", ok: true, "there", "");
            },
            "does not exist"
        );

    private Task<DeploymentFinding> NetworkAsync(CancellationToken cancellationToken) =>
        DeploymentCheck.TryAsync(
            "cluster network",
            async () =>
            {
                var subnets = await ec2.DescribeSubnetsAsync([.. options.SubnetIds], cancellationToken).ConfigureAwait(false);
                var networks = subnets.Select(static subnet => subnet.VpcId).Distinct(StringComparer.Ordinal).ToList();
                if (networks.Count > 1)
                {
                    return DeploymentFinding.Of(
                        "cluster network",
                        ok: false,
                        $"the subnets are of several networks: {string.Join(", ", networks)}",
                        $"Give {EmrClusterOptions.Section}:{nameof(EmrClusterOptions.SubnetIds)} subnets of one network."
                    );
                }

                var untagged = subnets.Where(static subnet => !IsManaged(subnet.Tags)).Select(static subnet => subnet.Id).ToList();
                if (!IsManaged(await ec2.DescribeVpcTagsAsync(networks[0], cancellationToken).ConfigureAwait(false)))
                {
                    untagged.Add(networks[0]);
                }

                return DeploymentFinding.Of(
                    "cluster network",
                    untagged.Count == 0,
                    untagged.Count == 0 ? $"{subnets.Count} of {networks[0]}" : $"not tagged for EMR: {string.Join(", ", untagged)}",
                    $"aws ec2 create-tags --resources {string.Join(' ', untagged)} --tags Key={ClusterBlueprint.ManagedTag},Value=true: Amazon's policy of the service role asks for it."
                );
            },
            "does not exist",
            $"Give {EmrClusterOptions.Section}:{nameof(EmrClusterOptions.SubnetIds)} subnets that this region has."
        );

    private DeploymentFinding Logs(string? bucket)
    {
        var place = options.LogUri;
        var isOwn = place is null || bucket is null || place.StartsWith($"s3://{bucket}/", StringComparison.Ordinal);
        return DeploymentFinding.Of(
            "cluster logs",
            isOwn,
            place ?? "logs/emr/ in the object store",
            $"Set {EmrClusterOptions.Section}:{nameof(EmrClusterOptions.LogUri)} to a folder of s3://{bucket}/: a failed step's cause is read from there."
        );
    }

    private static bool IsManaged(IReadOnlyDictionary<string, string> tags) =>
        tags.GetValueOrDefault(ClusterBlueprint.ManagedTag) == "true";
}
