using Maas.Aws.Iam;

namespace Maas.Aws.Tests.Iam;

public sealed class TrustPolicyTests
{
    private const string Ec2 = "ec2.amazonaws.com";

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""", true)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Service":["a","ec2.amazonaws.com"]},"Action":["sts:AssumeRole"]}}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:TagSession"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}""", false)]
    [InlineData(
        """{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":{"Service":"ec2.amazonaws.com"},"Action":"*"}]}""",
        false
    )]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    [InlineData("no policy", false)]
    public void Lets_APolicy_GoesByItsStatements(string document, bool expected) =>
        TrustPolicy.Parse(document).Lets(Ec2).ShouldBe(expected);
}
