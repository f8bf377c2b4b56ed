using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>The silo with its lake in a real S3 server, and raw files where local delivery puts them.</summary>
public sealed class S3LakeTests
{
    private const string Bucket = "maas-lake";

    [Theory]
    [InlineData("DuckDb")]
    [InlineData("Spark")]
    public async Task Run_LakeInABucketAndRawFilesLocal_IsQueriedThereAndComesBackToDevices(string engine)
    {
        Assert.SkipWhen(engine == "Spark" && OutsideProgram.Spark.Missing is not null, $"{OutsideProgram.Spark.Missing}");
        Assert.SkipWhen(OutsideProgram.S3Server.Missing is not null, $"{OutsideProgram.S3Server.Missing}");
        using var served = new TemporaryFolder();
        using var data = new TemporaryFolder();
        var bucket = Directory.CreateDirectory(Path.Combine(served.Path, Bucket)).FullName;
        await using var s3 = await AwsServers.StartS3Async(served.Path);
        var settings = Settings(s3.Address, engine);
        await using var silo = await SiloProcess.StartAsync(data.Path, settings);
        var sender = new EventSender(new Random(20261128), devices: 20);
        await sender.SendBatchesAsync(silo.Client, 10);

        await RunClient.RunRecentAsync(silo);

        var counts = LakeFiles.MessageCounts(Path.Combine(bucket, "prod"));
        counts.Keys.ShouldBe(sender.Acknowledged.Keys, ignoreOrder: true);
        counts.Values.ShouldAllBe(count => count == 1);
        Directory.EnumerateFileSystemEntries(Path.Combine(data.Path, "lake")).ShouldBeEmpty();
        Directory.EnumerateFiles(Path.Combine(data.Path, "raw"), "*.gz", SearchOption.AllDirectories).ShouldNotBeEmpty();

        const string Device = "SELECT app_id, device_key FROM device_keys ORDER BY ALL LIMIT 1";
        var found = await RunCliAsync(silo, data.Path, settings, "sql", Device, "--json");
        var row = found["rows"]!.AsArray().Single()!;
        (await ReadLakeViewAsync(silo, $"{row["app_id"]}/{row["device_key"]}")).ShouldContain("\"lake\"");
        var rows = await RunCliAsync(silo, data.Path, settings, "sql", "SELECT count(*) AS n FROM tracking", "--json");
        rows["rows"]![0]!["n"]!.GetValue<long>().ShouldBe(sender.Acknowledged.Count);
        var none = await RunCliAsync(
            silo,
            data.Path,
            settings,
            "sql",
            "SELECT count(*) AS n FROM tracking",
            "--to",
            "2020-01-01T00",
            "--json"
        );
        none["rows"]![0]!["n"]!.GetValue<long>().ShouldBe(0);
        var check = await RunCliAsync(silo, data.Path, settings, "check", "--offline", "--json");
        check["findings"]!.AsArray().ShouldContain(finding => finding!["name"]!.GetValue<string>() == "lake/tracking");
    }

    private static async Task<string> ReadLakeViewAsync(SiloProcess silo, string device)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/devices/{device}?view=lake");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "demo-read-key");
        using var answer = await silo.Client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return body;
    }

    private static async Task<JsonNode> RunCliAsync(
        SiloProcess silo,
        string dataPath,
        Dictionary<string, string> settings,
        params string[] arguments
    )
    {
        var (exitCode, output, errors) = await CliProcess.RunAsync(silo, dataPath, settings, arguments);
        exitCode.ShouldBe(0, output + errors);
        return JsonNode.Parse(output)!;
    }

    private static Dictionary<string, string> Settings(Uri endpoint, string engine) =>
        new(StringComparer.Ordinal)
        {
            ["Maas__Batch__Engine"] = engine,
            ["Maas__Batch__Spark__Master"] = "local[2]",
            ["Maas__Batch__Spark__MemoryMiB"] = "1024",
            ["Maas__Batch__Spark__Conf__spark.sql.shuffle.partitions"] = "2",
            ["Maas__Batch__Spark__Conf__spark.driver.extraJavaOptions"] = "-XX:TieredStopAtLevel=1",
            ["Maas__Objects__Kind"] = "S3",
            ["Maas__Objects__S3__Bucket"] = Bucket,
            ["Maas__Objects__S3__Prefix"] = "prod/",
            ["Maas__Objects__S3__ForcePathStyle"] = "true",
            ["AWS_ENDPOINT_URL_S3"] = endpoint.ToString(),
            ["AWS_REGION"] = AwsServers.Region,
            ["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
        };
}
