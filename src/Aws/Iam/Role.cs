using System.Xml.Linq;

namespace Maas.Aws.Iam;

/// <summary>A role of IAM.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Trust">Who may take it on.</param>
internal sealed record Role(string Name, TrustPolicy Trust)
{
    public static Role Read(XElement role) =>
        new(role.Element("RoleName")!.Value, TrustPolicy.Parse(Uri.UnescapeDataString(role.Element("AssumeRolePolicyDocument")!.Value)));
}
