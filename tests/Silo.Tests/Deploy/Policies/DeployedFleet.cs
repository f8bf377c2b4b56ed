using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Maas.Servers;
using Maas.Servers.Recording;
using Maas.Silo.Tests.Processes;
using YamlDotNet.RepresentationModel;

namespace Maas.Silo.Tests.Deploy.Policies;

/// <summary>
/// A silo and a gateway with the settings that the templates give them, over stand-ins of all services and behind a recorder of what they ask of
/// these. The tables are the templates'.
/// </summary>
internal sealed partial class DeployedFleet : IAsyncDisposable
{
    /// <summary>Who signs for the gateway. The silo signs as the S3 server's only user.</summary>
    public const string GatewayKey = "gateway";

    private const string Name = "maas";

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["DeploymentName"] = Name,
        ["AppName"] = "demo",
        ["BucketName"] = FirehoseStandIn.Bucket,
        ["SubnetIds"] = "subnet-1,subnet-2",
        ["SilosTableName"] = $"{Name}-OrleansSilos",
        ["GrainStateTableName"] = $"{Name}-OrleansGrainState",
        ["RemindersTableName"] = $"{Name}-OrleansReminders",
        ["ClusterServiceRoleArn"] = $"arn:aws:iam::123456789012:role/{Name}-maas-emr-{AwsServers.Region}",
        ["ClusterInstanceRoleArn"] = $"arn:aws:iam::123456789012:role/{Name}-maas-emr-ec2-{AwsServers.Region}",
        ["ClusterInstanceProfileName"] = $"{Name}-maas-emr-ec2-{AwsServers.Region}",
        ["ClusterSecurityName"] = $"{Name}-maas",
    };

    private readonly TemporaryFolder _served;
    private readonly TemporaryFolder _data = new();
    private readonly ServerProcess _moto;
    private readonly string _siloPort = $"{FreePorts.Next()}";
    private readonly string _gatewayPort = $"{FreePorts.Next()}";

    private DeployedFleet(TemporaryFolder served, ServerProcess moto, FirehoseStandIn firehose, EmrStandIn emr, AwsRecorder recorder) =>
        (_served, _moto, Firehose, Emr, Recorder) = (served, moto, firehose, emr, recorder);

    public FirehoseStandIn Firehose { get; }

    public EmrStandIn Emr { get; }

    public AwsRecorder Recorder { get; }

    /// <summary>Every statement of the templates' roles.</summary>
    public static IReadOnlyList<PolicyStatement> Policies { get; } =
    [.. ((string[])["data.yaml", "silos.yaml", "gateways.yaml"]).SelectMany(file => PolicyStatement.Read(Read(file)))];

    public static async Task<DeployedFleet> StartAsync()
    {
        var served = new TemporaryFolder();
        var firehose = await FirehoseStandIn.StartAsync(
            served.Path,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["StandIn__Role"] = $"{Name}-maas-delivery-{AwsServers.Region}",
            }
        );
        var emr = await EmrStandIn.StartAsync(
            served.Path,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PretendSteps"] = "true" }
        );
        var moto = await AwsServers.StartMotoAsync();
        await CreateTablesAsync(moto.Address);
        var recorder = await AwsRecorder.StartAsync(
            new Dictionary<string, Uri>(StringComparer.Ordinal)
            {
                ["s3"] = firehose.S3Address,
                ["firehose"] = firehose.Address,
                ["elasticmapreduce"] = emr.Address,
                ["*"] = moto.Address,
            }
        );
        return new DeployedFleet(served, moto, firehose, emr, recorder);
    }

    /// <param name="own">Settings that differ from the template's.</param>
    public Task<SiloProcess> StartSiloAsync(IReadOnlyDictionary<string, string> own) =>
        SiloProcess.StartAsync(_data.Path, Here(SiloSettings(), AwsServers.AccessKey, own));

    /// <summary><c>maas check --aws</c> on the silo's machine, by its settings and its role. The stand-ins know little of what it asks.</summary>
    public async Task CheckAsync()
    {
        var settings = Here(
            SiloSettings(),
            AwsServers.AccessKey,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Maas__Batch__Emr__SubnetIds__0"] = await FindSubnetAsync(_moto.Address),
            }
        );
        var (exit, output, errors) = await CliProcess.RunAsync(_moto.Address, _data.Path, settings, "check", "--aws", "--offline");
        exit.ShouldBeOneOf([0, 1], output + errors);
    }

    public async Task<SiloProcess> StartGatewayAsync()
    {
        var settings = await GatewaySettings.ReadAsync(Read("gateways.yaml"), static key => Task.FromResult($"demo-{key}"));
        var gateway = SiloProcess.LaunchGateway(Here(settings, GatewayKey, new Dictionary<string, string>(StringComparer.Ordinal)));
        await gateway.WaitUntilReadyAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await Recorder.DisposeAsync();
        await _moto.DisposeAsync();
        await Emr.DisposeAsync();
        await Firehose.DisposeAsync();
        _data.Dispose();
        _served.Dispose();
    }

    private static Template Read(string file) => Template.Read(file, Parameters);

    private static async Task CreateTablesAsync(Uri moto)
    {
        using var http = Signed(moto, "dynamodb");
        var template = Read("data.yaml");
        foreach (var (_, properties) in template.Resources("AWS::DynamoDB::Table"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = JsonContent.Create(template.Json(properties)) };
            request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.CreateTable");
            using var answer = await http.SendAsync(request);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>One of the subnets that the account was born with.</summary>
    private static async Task<string> FindSubnetAsync(Uri moto)
    {
        using var http = Signed(moto, "ec2");
        using var question = new FormUrlEncodedContent([new("Action", "DescribeSubnets"), new("Version", "2016-11-15")]);
        using var answer = await http.PostAsync(new Uri("/", UriKind.Relative), question);
        return SubnetId().Match(await answer.Content.ReadAsStringAsync()).Groups["id"].Value;
    }

    /// <summary>Moto reads of a signature only what it is for.</summary>
    private static HttpClient Signed(Uri moto, string service)
    {
        var http = new HttpClient { BaseAddress = moto };
        http.DefaultRequestHeaders.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=maas/20261127/{AwsServers.Region}/{service}/aws4_request, SignedHeaders=host, Signature=none"
        );
        return http;
    }

    /// <summary>What the launch script writes into the silo's environment file.</summary>
    private static Dictionary<string, string> SiloSettings()
    {
        var template = Read("silos.yaml");
        var data = Template.Of(template.Resources("AWS::EC2::LaunchTemplate").Single().Properties, "LaunchTemplateData")!;
        var script = template.Text(Template.Of(data, "UserData")!.Children["Fn::Base64"]);
        return Setting()
            .Matches(script)
            .ToDictionary(
                static match => match.Groups["name"].Value,
                static match => Secret().Replace(match.Groups["value"].Value, static secret => $"demo-{secret.Groups["name"].Value}"),
                StringComparer.Ordinal
            );
    }

    /// <summary>Settings as deployed, but for what the machine is.</summary>
    private Dictionary<string, string> Here(Dictionary<string, string> deployed, string key, IReadOnlyDictionary<string, string> own)
    {
        var settings = new Dictionary<string, string>(deployed, StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["AWS_ENDPOINT_URL"] = Recorder.Address.ToString(),
            ["AWS_ACCESS_KEY_ID"] = key,
            ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
            ["Maas__Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["Maas__Cluster__SiloPort"] = _siloPort,
            ["Maas__Cluster__GatewayPort"] = _gatewayPort,
        };
        settings.Remove("ASPNETCORE_URLS");
        settings.Remove("Maas__Data__Path");
        if (settings.ContainsKey("Maas__Objects__S3__Bucket"))
        {
            settings["Maas__Objects__S3__ForcePathStyle"] = "true";
        }

        foreach (var (name, value) in own)
        {
            settings[name] = value;
        }

        return settings;
    }

    [GeneratedRegex("<subnetId>(?<id>subnet-[0-9a-f]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex SubnetId();

    [GeneratedRegex(@"^\s*(?<name>(AWS_|ASPNETCORE_|Maas__)\w+)=(?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\$\(secret (?<name>[a-z-]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();
}
