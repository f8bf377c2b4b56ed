using Maas.Aws.Iam;

namespace Maas.Aws.Deployment;

/// <summary>Roles that a service takes on for the product: there, and open to that service.</summary>
internal sealed class RoleCheck(IamClient client)
{
    /// <param name="role">The role's name or ARN.</param>
    /// <param name="service">The service that takes it on, such as <c>firehose.amazonaws.com</c>.</param>
    public Task<DeploymentFinding> RoleAsync(string role, string service, CancellationToken cancellationToken)
    {
        var name = role[(role.LastIndexOf('/') + 1)..];
        return DeploymentCheck.TryAsync(
            $"role {name}",
            async () => Judge($"role {name}", await client.GetRoleAsync(name, cancellationToken).ConfigureAwait(false), service),
            "does not exist"
        );
    }

    public Task<DeploymentFinding> ProfileAsync(string profile, CancellationToken cancellationToken) =>
        DeploymentCheck.TryAsync(
            $"instance profile {profile}",
            async () =>
                Judge(
                    $"instance profile {profile}",
                    await client.GetProfileRoleAsync(profile, cancellationToken).ConfigureAwait(false),
                    "ec2.amazonaws.com"
                ),
            "does not exist"
        );

    private static DeploymentFinding Judge(string name, Role? role, string service)
    {
        if (role is null)
        {
            return DeploymentFinding.Of(name, ok: false, "holds no role", "aws iam add-role-to-instance-profile gives it one.");
        }

        var lets = role.Trust.Lets(service);
        return DeploymentFinding.Of(
            name,
            lets,
            lets ? $"{service} may take on {role.Name}" : $"{service} may not take on {role.Name}",
            $"aws iam update-assume-role-policy --role-name {role.Name}: let {service} do sts:AssumeRole, as deploy/data.yaml does."
        );
    }
}
