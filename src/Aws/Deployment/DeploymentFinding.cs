namespace Maas.Aws.Deployment;

/// <summary>One thing of a deployment that was looked at.</summary>
/// <param name="Name">What was looked at, such as <c>bucket encryption</c>.</param>
/// <param name="Ok">Nothing is wrong with it.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Fix">What to do about it; empty when nothing is wrong.</param>
public sealed record DeploymentFinding(string Name, bool Ok, string Detail, string Fix)
{
    internal static DeploymentFinding Of(string name, bool ok, string seen, string fix) => new(name, ok, seen, ok ? "" : fix);
}
