using System.Text.Json.Nodes;
using Maas.Servers;
using Maas.Silo.Tests.Processes;

namespace Maas.Silo.Tests.Deploy;

/// <summary><c>maas check</c> as an operator runs it: over the settings of a service, and over what they name on AWS.</summary>
public sealed class CheckTests
{
    /// <summary>Breaks one thing; the finding that must say so, and part of what it says; mends it again.</summary>
    private static readonly (string Break, string Finding, string Seen, string Mend)[] Breakages =
    [
        (
            "aws s3api delete-bucket-encryption --bucket $BUCKET",
            "bucket encryption",
            "none by default",
            "aws s3api put-bucket-encryption --bucket $BUCKET --server-side-encryption-configuration '{\"Rules\":[{\"ApplyServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"AES256\"}}]}'"
        ),
        (
            "aws s3api put-public-access-block --bucket $BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=true",
            "bucket public access",
            "not blocked: BlockPublicPolicy",
            Closed
        ),
        ("aws s3api delete-bucket-policy --bucket $BUCKET", "bucket policy", "plain HTTP", TlsOnly),
        (
            "aws s3api put-bucket-lifecycle-configuration --bucket $BUCKET --lifecycle-configuration '{\"Rules\":[{\"ID\":\"all\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"\"},\"Expiration\":{\"Days\":9}}]}'",
            "bucket expiry",
            "lets lake/, runs/, books/ expire",
            Lifecycle
        ),
        ("aws s3api delete-bucket-lifecycle --bucket $BUCKET", "bucket lifecycle", "incomplete uploads", Lifecycle),
        (
            "aws firehose delete-delivery-stream --delivery-stream-name acme-devices",
            "stream acme-devices",
            "does not exist",
            "stream acme-devices raw/devices/ 300 GZIP"
        ),
        (
            "aws firehose delete-delivery-stream --delivery-stream-name acme-tracking; stream acme-tracking rows/ 300 GZIP",
            "stream acme-tracking, prefix",
            "rows/",
            ""
        ),
        (
            "aws firehose delete-delivery-stream --delivery-stream-name acme-tracking; stream acme-tracking raw/tracking/ 900 GZIP",
            "stream acme-tracking, buffer",
            "900 s",
            ""
        ),
        (
            "aws firehose delete-delivery-stream --delivery-stream-name acme-tracking; stream acme-tracking raw/tracking/ 300 UNCOMPRESSED",
            "stream acme-tracking, compression",
            "UNCOMPRESSED",
            "aws firehose delete-delivery-stream --delivery-stream-name acme-tracking; stream acme-tracking raw/tracking/ 300 GZIP"
        ),
        (
            "aws dynamodb update-continuous-backups --table-name acme-OrleansGrainState --point-in-time-recovery-specification PointInTimeRecoveryEnabled=false",
            "table acme-OrleansGrainState, recovery",
            "point in time: DISABLED",
            Recoverable
        ),
        (
            "aws dynamodb update-table --table-name acme-OrleansGrainState --billing-mode PROVISIONED --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1",
            "table acme-OrleansGrainState, billing",
            "PROVISIONED",
            "aws dynamodb update-table --table-name acme-OrleansGrainState --billing-mode PAY_PER_REQUEST"
        ),
        (
            "aws dynamodb delete-table --table-name acme-OrleansReminders; aws dynamodb create-table --table-name acme-OrleansReminders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=ReminderId,AttributeType=S AttributeName=GrainHash,AttributeType=N --key-schema AttributeName=ReminderId,KeyType=HASH AttributeName=GrainHash,KeyType=RANGE",
            "table acme-OrleansReminders, keys",
            "others than Orleans needs",
            ""
        ),
        ("aws dynamodb delete-table --table-name acme-OrleansReminders", "table acme-OrleansReminders", "does not exist", ""),
    ];

    private const string Closed =
        "aws s3api put-public-access-block --bucket $BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true";
    private const string TlsOnly =
        "aws s3api put-bucket-policy --bucket $BUCKET --policy '{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}]}'";
    private const string Lifecycle =
        "aws s3api put-bucket-lifecycle-configuration --bucket $BUCKET --lifecycle-configuration '{\"Rules\":[{\"ID\":\"uploads\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"\"},\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":2}},{\"ID\":\"raw\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"raw/\"},\"Expiration\":{\"Days\":30}}]}'";
    private const string Recoverable =
        "aws dynamodb update-continuous-backups --table-name acme-OrleansGrainState --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true";
    private const string Functions = """
        BUCKET=$(output BucketName)
        stream() { aws firehose create-delivery-stream --delivery-stream-name $1 --extended-s3-destination-configuration "RoleARN=$(output ClusterServiceRoleArn),BucketARN=$(output BucketArn),Prefix=$2,CompressionFormat=$4,BufferingHints={SizeInMBs=64,IntervalInSeconds=$3}"; }

        """;

    [Fact]
    public async Task CheckAws_EachThingBrokenOnce_SaysWhichWithItsFix()
    {
        Assert.SkipWhen(OutsideProgram.MotoServer.Missing is not null, OutsideProgram.MotoServer.Missing ?? "");
        Assert.SkipWhen(OutsideProgram.AwsCli.Missing is not null, OutsideProgram.AwsCli.Missing ?? "");
        using var folder = new TemporaryFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "deploy"), Path.Combine(Repository.Root, "deploy"));
        await using var moto = await AwsServers.StartMotoAsync();
        var guide = new DeploymentGuide(folder.Path, OutsideProgram.AwsCli.Path, moto.Address);
        await guide.RunAsync("1. Data");
        await guide.AskAsync(
            $"{Functions} {Closed}; {TlsOnly}; {Lifecycle}; {Recoverable}; stream acme-tracking raw/tracking/ 300 GZIP; stream acme-devices raw/devices/ 300 GZIP; stream acme-rejected rejected/ 300 GZIP"
        );
        var file = await WriteSettingsAsync(guide, folder.Path);

        (await CheckAsync(moto, folder.Path, file)).Where(static finding => !Ok(finding)).ShouldBeEmpty();
        var missed = new List<string>();
        foreach (var (breaks, name, seen, mend) in Breakages)
        {
            await guide.AskAsync(Functions + breaks);
            var bad = (await CheckAsync(moto, folder.Path, file)).Where(static finding => !Ok(finding)).ToList();
            var finding = bad.SingleOrDefault(finding => Text(finding, "name") == name);
            if (finding is null || !Text(finding, "detail").Contains(seen, StringComparison.Ordinal) || Text(finding, "fix").Length == 0)
            {
                missed.Add($"{name}, {seen}: {string.Join(' ', bad.Select(static one => one.ToJsonString()))}");
            }

            await guide.AskAsync($"{Functions}{mend}\n:");
        }

        missed.ShouldBeEmpty();
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

    private static async Task<string> WriteSettingsAsync(DeploymentGuide guide, string folder)
    {
        var file = Path.Combine(folder, "maas.env");
        await guide.AskAsync(
            $"""
            cat > {file} <<EOF
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
            Maas__Objects__S3__Bucket=$(output BucketName)
            Maas__Objects__S3__ForcePathStyle=true
            EOF
            """
        );
        return file;
    }

    private static async Task<IReadOnlyList<JsonNode>> CheckAsync(ServerProcess moto, string folder, string file)
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
            },
            "check",
            "--aws",
            "--offline",
            "--json",
            "--env-file",
            file
        );
        exit.ShouldBeOneOf(0, 1);
        output.ShouldStartWith("{", Case.Sensitive, errors);
        return [.. JsonNode.Parse(output)!["findings"]!.AsArray().Select(static one => one!)];
    }
}
