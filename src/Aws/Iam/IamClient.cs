using Maas.Aws.Query;

namespace Maas.Aws.Iam;

/// <summary>What this product asks IAM. A failed call throws <c>AmazonServiceException</c> with the service's error code.</summary>
internal sealed class IamClient(QueryServiceConfig config) : QueryServiceClient(config)
{
    public static QueryService Service { get; } = new("IAM", "2010-05-08", "iam", IsGlobal: true);

    public async Task<Role> GetRoleAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("GetRole", [("RoleName", name)], cancellationToken).ConfigureAwait(false);
        return Role.Read(answer.Element("GetRoleResult")!.Element("Role")!);
    }

    /// <summary>The role in an instance profile; null when it is empty. It holds one at most.</summary>
    public async Task<Role?> GetProfileRoleAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("GetInstanceProfile", [("InstanceProfileName", name)], cancellationToken).ConfigureAwait(false);
        var role = answer.Element("GetInstanceProfileResult")!.Element("InstanceProfile")!.Element("Roles")?.Element("member");
        return role is null ? null : Role.Read(role);
    }
}
