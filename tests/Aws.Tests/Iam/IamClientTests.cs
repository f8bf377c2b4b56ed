using System.Net;
using System.Text;
using Amazon.Runtime;
using Maas.Aws.Iam;
using Maas.Aws.Query;
using Maas.Aws.Tests.Json;
using Maas.Servers;

namespace Maas.Aws.Tests.Iam;

public sealed class IamClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetRole_Answered_SendsASignedFormAndReadsTheRole()
    {
        await using var server = new RecordingServer();
        server.Answer(
            """
            <GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><RoleName>acme</RoleName><AssumeRolePolicyDocument>%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22ec2.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>
            """
        );
        using var client = Client(server.Address);

        var role = await client.GetRoleAsync("ac/me", Cancellation);

        role.Name.ShouldBe("acme");
        role.Trust.Lets("ec2.amazonaws.com").ShouldBeTrue();
        var call = server.Calls.ShouldHaveSingleItem();
        Encoding.UTF8.GetString(call.Body).ShouldBe("Action=GetRole&Version=2010-05-08&RoleName=ac%2Fme");
        call.ContentType.ShouldBe("application/x-www-form-urlencoded; charset=utf-8");
        call.Authorization.ShouldContain("/us-east-1/iam/aws4_request");
    }

    [Fact]
    public async Task GetRole_Refused_ThrowsTheServicesWords()
    {
        await using var server = new RecordingServer();
        server.Answer(
            """<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>No such role.</Message></Error></ErrorResponse>""",
            HttpStatusCode.NotFound
        );
        using var client = Client(server.Address);

        var refusal = await Should.ThrowAsync<AmazonServiceException>(() => client.GetRoleAsync("nobody", Cancellation));

        (refusal.ErrorCode, refusal.Message, refusal.StatusCode).ShouldBe(("NoSuchEntity", "No such role.", HttpStatusCode.NotFound));
    }

    private static IamClient Client(Uri address) =>
        new(
            new QueryServiceConfig(IamClient.Service)
            {
                ServiceURL = address.ToString(),
                DefaultAWSCredentials = new BasicAWSCredentials(AwsServers.AccessKey, AwsServers.SecretKey),
            }
        );
}
