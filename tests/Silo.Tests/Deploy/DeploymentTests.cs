using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Maas.Servers;
using Maas.Silo.Tests.Processes;

namespace Maas.Silo.Tests.Deploy;

/// <summary>
/// deploy/README.md followed command by command against moto's server, from an empty account; the product then starts from what the stacks hold and
/// say, and serves an event.
/// </summary>
public sealed partial class DeploymentTests
{
    /// <summary>Moto's CloudFormation passes over these with a warning. When it learns one, this list shrinks and more is tried.</summary>
    private static readonly string[] NotInMoto =
    [
        "AWS::CertificateManager::Certificate",
        "AWS::CloudWatch::Alarm",
        "AWS::ElasticBeanstalk::Application",
        "AWS::ElasticBeanstalk::ApplicationVersion",
        "AWS::ElasticBeanstalk::Environment",
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::Logs::LogStream",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Subscription",
        "AWS::SNS::TopicPolicy",
        "AWS::SecretsManager::Secret",
    ];

    [Fact]
    public async Task Guide_FollowedInAnEmptyAccount_DeploysAndTheProductStartsFromTheStacks()
    {
        Assert.SkipWhen(OutsideProgram.MotoServer.Missing is not null, OutsideProgram.MotoServer.Missing ?? "");
        Assert.SkipWhen(OutsideProgram.AwsCli.Missing is not null, OutsideProgram.AwsCli.Missing ?? "");
        using var folder = new TemporaryFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "deploy"), Path.Combine(Repository.Root, "deploy"));
        await using var moto = await AwsServers.StartMotoAsync();
        var guide = new DeploymentGuide(folder.Path, OutsideProgram.AwsCli.Path, moto.Address);

        await guide.RunAsync("1. Data");
        await AddWhatMotoLacksAsync(guide);
        await guide.RunAsync("2. The program");
        (await guide.AskAsync("aws s3 ls s3://$(output BucketName)/deploy/")).ShouldMatch(@"gateway-v1\.zip[\s\S]*silo-v1\.zip");
        await guide.RunAsync("3. The silos", change: WithNetwork);
        await guide.RunAsync("4. The gateways", change: commands => WithoutNotInMoto(folder.Path, commands));
        await guide.RunAsync("6. Alarms");
        PassedOver(moto.Output).Union(OfGateways).Order(StringComparer.Ordinal).ShouldBe(NotInMoto);

        await ServeAnEventAsync(guide, folder.Path, moto);
    }

    private static IEnumerable<string> OfGateways =>
        NotInMoto.Where(type =>
            type.StartsWith("AWS::ElasticBeanstalk", StringComparison.Ordinal)
            || type.StartsWith("AWS::Certificate", StringComparison.Ordinal)
        );

    /// <summary>The streams and the keys, which the data stack would have made, under the names that it says.</summary>
    private static Task<string> AddWhatMotoLacksAsync(DeploymentGuide guide) =>
        guide.AskAsync(
            """
            for stream in Tracking Devices Rejected; do
              name=$(output ${stream}StreamName) folder=$([ $stream = Rejected ] && echo rejected || echo raw/${stream,,})
              aws firehose create-delivery-stream --delivery-stream-name $name --extended-s3-destination-configuration \
                "RoleARN=$(output ClusterServiceRoleArn),BucketARN=$(output BucketArn),Prefix=$folder/,CompressionFormat=GZIP" > /dev/null
            done
            for key in write-key read-key admin-key; do
              aws secretsmanager create-secret --name $NAME/maas/$key --secret-string acme-$key > /dev/null
            done
            """
        );

    /// <summary>What a reader fills in: the default VPC and two of its subnets.</summary>
    private static string WithNetwork(string commands) =>
        commands.Replace(
            "VPC=vpc-… SUBNETS=subnet-…,subnet-…",
            "VPC=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text) "
                + "SUBNETS=$(aws ec2 describe-subnets --query 'join(`,`, Subnets[:2].SubnetId)' --output text)",
            StringComparison.Ordinal
        );

    /// <summary>What a reader fills in: the zone of the domain. The gateways' stack without what moto lacks, and the listener, which shows the certificate.</summary>
    private static string WithoutNotInMoto(string folder, string commands)
    {
        const string Template = "gateways-in-moto.yaml";
        var kept = Resource()
            .Replace(
                File.ReadAllText(Path.Combine(Repository.Root, "deploy", "gateways.yaml")),
                static resource =>
                    NotInMoto.Contains(resource.Groups["type"].Value)
                    || resource.Value.Contains("!Ref Certificate", StringComparison.Ordinal)
                        ? ""
                        : resource.Value
            );
        File.WriteAllText(Path.Combine(folder, Template), kept);
        return commands
            .Replace("deploy/gateways.yaml", Template, StringComparison.Ordinal)
            .Replace(
                "HostedZoneId=Z…",
                "HostedZoneId=$(aws route53 create-hosted-zone --name example.com --caller-reference 1 --query HostedZone.Id --output text | cut -d/ -f3)",
                StringComparison.Ordinal
            );
    }

    private static IEnumerable<string> PassedOver(string output) =>
        Warning().Matches(output).Select(static match => match.Groups["type"].Value).Distinct(StringComparer.Ordinal);

    private static async Task ServeAnEventAsync(DeploymentGuide guide, string folder, ServerProcess moto)
    {
        Dictionary<string, string> here = new(StringComparer.Ordinal)
        {
            // What the machine is, not what is deployed: a host of AWS has its own address, role and ports.
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["AWS_ENDPOINT_URL"] = moto.Address.ToString(),
            ["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
            ["Maas__Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["Maas__Cluster__SiloPort"] = $"{FreePorts.Next()}",
            ["Maas__Cluster__GatewayPort"] = $"{FreePorts.Next()}",
        };
        var ofSilo = await SiloSettingsAsync(guide, folder);
        ofSilo["Maas__Data__Path"].ShouldBe("/var/lib/maas");
        var subnets = ofSilo.Where(static setting => setting.Key.StartsWith("Maas__Batch__Emr__SubnetIds__", StringComparison.Ordinal));
        subnets.Select(static setting => setting.Value).ShouldBe((await guide.AskAsync("echo $SUBNETS")).Split(','), ignoreOrder: true);
        (
            await guide.AskAsync(
                "aws ec2 describe-subnets --filters Name=tag-key,Values=for-use-with-amazon-emr-managed-policies --query 'length(Subnets)'"
            )
        ).ShouldBe("2");
        await using var silo = await SiloProcess.StartAsync(Path.Combine(folder, "data"), Merge(ofSilo, here));
        await using var gateway = SiloProcess.LaunchGateway(Merge(await GatewaySettingsAsync(guide), here));
        await gateway.WaitUntilReadyAsync();

        // The guide's own first event, by its keys.
        using var sent = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/track", UriKind.Relative))
        {
            Content = JsonContent.Create(new { anonymousId = "my-phone", @event = "Hello" }),
        };
        sent.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("acme-write-key:"u8));
        using var answer = await gateway.Client.SendAsync(sent);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, silo.Output);
        using var look = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/devices/shop/my-phone", UriKind.Relative));
        look.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "acme-read-key");
        using var device = await gateway.Client.SendAsync(look);
        device.StatusCode.ShouldBe(HttpStatusCode.OK, silo.Output);

        (await guide.AskAsync("aws s3 ls --recursive s3://$(output BucketName)/raw/tracking/")).ShouldContain("acme-tracking");
    }

    /// <summary>The settings file that a silo's machine writes for itself when it starts, by the script that the launch template has.</summary>
    private static async Task<Dictionary<string, string>> SiloSettingsAsync(DeploymentGuide guide, string folder)
    {
        var encoded = await guide.AskAsync(
            "aws ec2 describe-launch-template-versions --launch-template-name $NAME-maas-silo --query 'LaunchTemplateVersions[0].LaunchTemplateData.UserData' --output text"
        );
        var script = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        var file = Path.Combine(folder, "maas.env");
        var from = script.IndexOf("secret()", StringComparison.Ordinal);
        var end = script.IndexOf("slack=", StringComparison.Ordinal);
        await guide.AskAsync(script[from..end].Replace("/etc/maas/maas.env", file, StringComparison.Ordinal));
        return (await File.ReadAllLinesAsync(file))
            .Select(static line => line.Split('=', 2))
            .ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);
    }

    private static async Task<Dictionary<string, string>> GatewaySettingsAsync(DeploymentGuide guide)
    {
        var template = Template.Read(
            "gateways.yaml",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DeploymentName"] = await guide.AskAsync("echo $NAME"),
                ["AppName"] = "shop",
                ["SilosTableName"] = await guide.AskAsync("output SilosTableName"),
            }
        );
        var settings = await GatewaySettings.ReadAsync(
            template,
            key => guide.AskAsync($"aws secretsmanager get-secret-value --secret-id $NAME/maas/{key} --query SecretString --output text")
        );
        settings.Count.ShouldBeGreaterThan(8);
        return settings;
    }

    private static Dictionary<string, string> Merge(Dictionary<string, string> deployed, Dictionary<string, string> here)
    {
        var merged = deployed
            .Where(static setting => setting.Key is not ("ASPNETCORE_URLS" or "Maas__Data__Path"))
            .ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in here)
        {
            merged[name] = value;
        }

        return merged;
    }

    [GeneratedRegex(
        @"(^  #.*\n)*^  \w+:\n    Type: (?<type>AWS::\S+)\n(^(    .*)?\n)*",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Resource();

    [GeneratedRegex("Tried to parse (?<type>AWS::[A-Za-z0-9:]+) but", RegexOptions.ExplicitCapture)]
    private static partial Regex Warning();
}
