using System.Text.Json.Nodes;
using Maas.Servers;
using Maas.Silo.Tests.Processes;
using Maas.Slack.Tests;

namespace Maas.Silo.Tests.Deploy;

/// <summary><c>maas check</c> as an operator runs it: over the settings of a service, and over what they name on AWS.</summary>
public sealed class CheckTests
{
    /// <summary>What moto's CloudFormation passes over, and a network for clusters.</summary>
    private const string Rest = """
        aws s3api put-public-access-block --bucket $BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
        aws s3api put-bucket-policy --bucket $BUCKET --policy '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}'
        aws s3api put-bucket-lifecycle-configuration --bucket $BUCKET --lifecycle-configuration '{"Rules":[{"ID":"uploads","Status":"Enabled","Filter":{"Prefix":""},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":2}},{"ID":"raw","Status":"Enabled","Filter":{"Prefix":"raw/"},"Expiration":{"Days":30}}]}'
        aws dynamodb update-continuous-backups --table-name acme-OrleansGrainState --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true
        aws ec2 create-tags --resources $SUBNET $VPC --tags Key=$TAG,Value=true
        stream acme-tracking raw/tracking/ 300 GZIP; stream acme-devices raw/devices/ 300 GZIP; stream acme-rejected rejected/ 300 GZIP
        cat > maas.env <<EOF
        Maas__Cluster__Kind=DynamoDb
        Maas__Cluster__DynamoDb__TableName=$(output SilosTableName)
        Maas__Cluster__DynamoDb__RemindersTableName=$(output RemindersTableName)
        Maas__Storage__Kind=DynamoDb
        Maas__Storage__DynamoDb__TableName=$(output GrainStateTableName)
        Maas__Delivery__Kind=Firehose
        Maas__Delivery__Firehose__TrackingStream=$(output TrackingStreamName)
        Maas__Delivery__Firehose__DevicesStream=$(output DevicesStreamName)
        Maas__Delivery__Firehose__RejectedStream=$(output RejectedStreamName)
        Maas__Objects__Kind=S3
        Maas__Objects__S3__Bucket=$BUCKET
        Maas__Objects__S3__ForcePathStyle=true
        Maas__Batch__Engine=Emr
        Maas__Batch__Emr__ServiceRole=$(output ClusterServiceRoleArn)
        Maas__Batch__Emr__InstanceProfile=$(output ClusterInstanceProfileName)
        Maas__Batch__Emr__SecurityConfiguration=$(output ClusterSecurityName)
        Maas__Batch__Emr__LogUri=s3://$BUCKET/logs/
        Maas__Batch__Emr__SubnetIds__0=$SUBNET
        EOF
        """;

    private const string Words = """
        BUCKET=$(output BucketName) TAG=for-use-with-amazon-emr-managed-policies
        read -r SUBNET VPC <<< $(aws ec2 describe-subnets --query 'Subnets[0].[SubnetId,VpcId]' --output text)
        stream() { aws firehose create-delivery-stream --delivery-stream-name $1 --extended-s3-destination-configuration "RoleARN=arn:aws:iam::123456789012:role/acme-maas-delivery-us-east-1,BucketARN=arn:aws:s3:::$BUCKET,Prefix=$2,CompressionFormat=$4,BufferingHints={SizeInMBs=64,IntervalInSeconds=$3}"; }
        without() { aws firehose delete-delivery-stream --delivery-stream-name $1; }
        set_to() { sed -i "/^$1=/d" maas.env; echo "$1=$2" >> maas.env; }

        """;

    public static TheoryData<string> Deployments => [.. BrokenDeployment.All.Keys];

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task CheckAws_DeploymentThatIsBroken_SaysAllOfItWithTheFixesAndNothingElse(string broken)
    {
        Assert.SkipWhen(OutsideProgram.MotoServer.Missing is not null, OutsideProgram.MotoServer.Missing ?? "");
        Assert.SkipWhen(OutsideProgram.AwsCli.Missing is not null, OutsideProgram.AwsCli.Missing ?? "");
        var deployment = BrokenDeployment.All[broken];
        using var folder = new TemporaryFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "deploy"), Path.Combine(Repository.Root, "deploy"));
        await using var moto = await AwsServers.StartMotoAsync();
        await using var slack = await SlackServer.StartAsync();
        var guide = new DeploymentGuide(folder.Path, OutsideProgram.AwsCli.Path, moto.Address);
        await guide.RunAsync("1. Data");
        await guide.AskAsync($"{Words}{Rest}\n{deployment.Break}");
        slack.Answers(deployment.Webhook);

        var findings = await CheckAsync(moto, slack, folder.Path);

        var bad = findings.Where(static finding => !Ok(finding)).ToList();
        bad.Select(static finding => Text(finding, "name"))
            .ShouldBe(deployment.Findings.Select(static expected => expected.Name), ignoreOrder: true, string.Join('\n', bad));
        foreach (var (name, seen) in deployment.Findings)
        {
            var finding = bad.Single(finding => Text(finding, "name") == name);
            Text(finding, "detail").ShouldContain(seen);
            Text(finding, "fix").ShouldNotBeEmpty(name);
        }
    }

    [Fact]
    public async Task Check_SettingsThatAStartRefuses_NamesAllOfThemWithTheirFixes()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "maas.env");
        await File.WriteAllTextAsync(
            file,
            """
            # An operator's mistakes, three at once.
            ASPNETCORE_ENVIRONMENT=Production
            Maas__Apps__shop__WriteKeys__0="0123456789abcdef0123456789abcdef"
            Maas__AdminKeys__0=0123456789abcdef0123456789abcdee
            Maas__Runs__MergeParallelism=0
            Maas__Storage__ReadersMax=-1
            Maas__Dleivery__Kind=Local
            """
        );

        var (exit, output, errors) = await CliProcess.RunAsync(
            new Uri("http://127.0.0.1:9"),
            folder.Path,
            new Dictionary<string, string>(StringComparer.Ordinal),
            "check",
            "--offline",
            "--json",
            "--env-file",
            file,
            "--service",
            Repository.SiloAssembly
        );

        exit.ShouldBe(1, output + errors);
        var bad = JsonNode.Parse(output)!["findings"]!.AsArray().Select(static one => one!).Where(static one => !Ok(one)).ToList();
        string[] expected = ["Maas:Runs:MergeParallelism", "Maas:Storage:ReadersMax", "Maas:Dleivery:Kind"];
        bad.Select(static one => Text(one, "name")).ToList().ShouldBeSubsetOf([.. expected, "Maas:ReadKeys", "data folder"]);
        expected.ShouldBeSubsetOf(bad.Select(static one => Text(one, "name")).ToList());
        bad.ShouldAllBe(one => Text(one, "fix").Length > 0);
    }

    private static bool Ok(JsonNode finding) => finding["ok"]!.GetValue<bool>();

    private static string Text(JsonNode finding, string member) => finding[member]!.GetValue<string>();

    private static async Task<IReadOnlyList<JsonNode>> CheckAsync(ServerProcess moto, SlackServer slack, string folder)
    {
        var (exit, output, errors) = await CliProcess.RunAsync(
            new Uri("http://127.0.0.1:9"),
            folder,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["AWS_ENDPOINT_URL"] = moto.Address.ToString(),
                ["AWS_REGION"] = AwsServers.Region,
                ["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
                ["Maas__Slack__WebhookUrl"] = slack.Webhook,
            },
            "check",
            "--aws",
            "--offline",
            "--json",
            "--env-file",
            Path.Combine(folder, "maas.env")
        );
        exit.ShouldBeOneOf(0, 1);
        output.ShouldStartWith("{", Case.Sensitive, errors);
        return [.. JsonNode.Parse(output)!["findings"]!.AsArray().Select(static one => one!)];
    }
}
