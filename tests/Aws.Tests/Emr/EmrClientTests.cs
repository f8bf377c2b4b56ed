using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Maas.Aws.Emr;
using Maas.Aws.Tests.Json;
using Maas.Servers;
using Maas.Tracking.Runs.Clusters;

namespace Maas.Aws.Tests.Emr;

public sealed class EmrClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryOperation_AgainstTheServicesModel_SendsWhatItSays()
    {
        Assert.SkipWhen(OutsideProgram.PythonAws.Missing is not null, $"{OutsideProgram.PythonAws.Missing}");
        await using var server = new RecordingServer();
        using var client = StandIn.Client(server.Address);
        var options = new EmrClusterOptions();
        options.SubnetIds.Add("subnet-1");
        options.Tags["cost-centre"] = "maps";
        options.SecurityConfiguration = "disks";
        server.Answer("""{"JobFlowId":"j-1"}""");
        await client.RunJobFlowAsync(ClusterBlueprint.Create(StandIn.Request(), options), Cancellation);
        server.Answer("""{"Cluster":{"Id":"j-1","Name":"n","Status":{"State":"STARTING"}}}""");
        await client.DescribeClusterAsync(new("j-1"), Cancellation);
        await client.ListClustersAsync(
            new()
            {
                CreatedAfter = DateTimeOffset.UnixEpoch,
                ClusterStates = ["RUNNING"],
                Marker = "m",
            },
            Cancellation
        );
        await client.ListStepsAsync(new("j-1", "m"), Cancellation);
        server.Answer("""{"Step":{"Id":"s-1","Name":"n","Status":{"State":"PENDING"}}}""");
        await client.DescribeStepAsync(new("j-1", "s-1"), Cancellation);
        server.Answer("""{"Instances":[{"InstanceType":"m5.xlarge","Market":"SPOT","Status":{"Timeline":{"CreationDateTime":1.5}}}]}""");
        var machines = await client.ListInstancesAsync(new("j-1", "m"), Cancellation);
        machines.Instances!.Single().Status!.Timeline!.CreationDateTime.ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(1.5));
        server.Answer("{}");
        await client.AddTagsAsync(new("j-1", [new("ended-because", "its run was cancelled")]), Cancellation);
        server.Answer("");
        await client.TerminateJobFlowsAsync(new(["j-1"]), Cancellation);
        server.Answer("""{"ReleaseLabels":["emr-7.12.0"]}""");
        var labels = await client.ListReleaseLabelsAsync(new(new("emr-7.12.0")), Cancellation);
        labels.ReleaseLabels.ShouldBe(["emr-7.12.0"]);
        await client.DescribeSecurityConfigurationAsync(new("here"), Cancellation);

        server
            .Calls.Select(call => call.Target)
            .ShouldBe([
                "ElasticMapReduce.RunJobFlow",
                "ElasticMapReduce.DescribeCluster",
                "ElasticMapReduce.ListClusters",
                "ElasticMapReduce.ListSteps",
                "ElasticMapReduce.DescribeStep",
                "ElasticMapReduce.ListInstances",
                "ElasticMapReduce.AddTags",
                "ElasticMapReduce.TerminateJobFlows",
                "ElasticMapReduce.ListReleaseLabels",
                "ElasticMapReduce.DescribeSecurityConfiguration",
            ]);
        server.Calls[0].Authorization.ShouldContain($"/{AwsServers.Region}/elasticmapreduce/aws4_request");
        await WireModel.ExpectValidAsync("emr", server.Calls);
    }

    [Fact]
    public async Task RunJobFlow_ByDefault_EndsByItselfAndFallsBackToOnDemand()
    {
        await using var server = new RecordingServer();
        using var client = StandIn.Client(server.Address);
        server.Answer("""{"JobFlowId":"j-1"}""");

        var start = await StandIn.Adapter(client).StartAsync(StandIn.Request(), Cancellation);

        start.ShouldBe(ClusterStart.Started("j-1"));
        var body = JsonNode.Parse(server.Calls.ShouldHaveSingleItem().Body)!;
        body["Name"]!.GetValue<string>().ShouldBe("maas-here-2026-11-22T10-20261122T110512-00042-3");
        body["Instances"]!["KeepJobFlowAliveWhenNoSteps"]!.GetValue<bool>().ShouldBeFalse();
        body["AutoTerminationPolicy"]!["IdleTimeout"]!.GetValue<int>().ShouldBe(600);
        var spot = body["Instances"]!["InstanceFleets"]![1]!["LaunchSpecifications"]!["SpotSpecification"]!;
        spot.ToJsonString()
            .ShouldBe(
                """{"TimeoutDurationMinutes":15,"TimeoutAction":"SWITCH_TO_ON_DEMAND","AllocationStrategy":"price-capacity-optimized"}"""
            );
        body["Steps"]!
            .AsArray()
            .Select(step => step!["ActionOnFailure"]!.GetValue<string>())
            .ShouldAllBe(action => action == "TERMINATE_CLUSTER");
        body["ReleaseLabel"]!.GetValue<string>().ShouldBe("emr-7.12.0");
        Tags(body)
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["product"] = "maas",
                    ["deployment"] = "here",
                    ["hour"] = "2026-11-22T10",
                    ["run"] = "20261122T110512-00042",
                    ["attempt"] = "3",
                    ["for-use-with-amazon-emr-managed-policies"] = "true",
                },
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task RunJobFlow_OfOptions_IsMadeOfWhatTheySay()
    {
        await using var server = new RecordingServer();
        using var client = StandIn.Client(server.Address);
        server.Answer("""{"JobFlowId":"j-1"}""");
        var options = new EmrClusterOptions
        {
            ReleaseLabel = "emr-7.13.0",
            ServiceRole = "service",
            InstanceProfile = "machines",
            SecurityConfiguration = "disks",
            LogUri = "s3://elsewhere/logs/",
            WorkerUnits = 4,
            WorkerUnitsMax = 64,
            OnDemandUnitsMax = 2,
            SpotPricePercentMax = 70,
            SpotTimeout = TimeSpan.FromMinutes(7),
            IdleTimeout = TimeSpan.FromMinutes(2),
        };
        options.SubnetIds.Add("subnet-1");
        options.SubnetIds.Add("subnet-2");
        options.PrimaryTypes.Add("m7g.xlarge");
        options.WorkerTypes["r7g.2xlarge"] = 8;
        options.Tags["cost-centre"] = "maps";

        await client.RunJobFlowAsync(ClusterBlueprint.Create(StandIn.Request(), options), Cancellation);

        var body = JsonNode.Parse(server.Calls.ShouldHaveSingleItem().Body)!;
        Tags(body).ShouldContainKeyAndValue("cost-centre", "maps");
        (Text("ReleaseLabel"), Text("ServiceRole"), Text("JobFlowRole")).ShouldBe(("emr-7.13.0", "service", "machines"));
        (Text("SecurityConfiguration"), Text("LogUri")).ShouldBe(("disks", "s3://elsewhere/logs/"));
        Json("AutoTerminationPolicy").ShouldBe("""{"IdleTimeout":120}""");
        Json("ManagedScalingPolicy")
            .ShouldBe(
                """{"ComputeLimits":{"UnitType":"InstanceFleetUnits","MinimumCapacityUnits":4,"MaximumCapacityUnits":64,"MaximumOnDemandCapacityUnits":2,"MaximumCoreCapacityUnits":64}}"""
            );
        body["Instances"]!["Ec2SubnetIds"]!.ToJsonString().ShouldBe("""["subnet-1","subnet-2"]""");
        var fleets = body["Instances"]!["InstanceFleets"]!;
        fleets[0]!["InstanceTypeConfigs"]!.ToJsonString().ShouldBe("""[{"InstanceType":"m7g.xlarge"}]""");
        fleets[1]!["InstanceTypeConfigs"]!
            .ToJsonString()
            .ShouldBe("""[{"InstanceType":"r7g.2xlarge","WeightedCapacity":8,"BidPriceAsPercentageOfOnDemandPrice":70}]""");
        fleets[1]!["TargetSpotCapacity"]!.GetValue<int>().ShouldBe(4);
        fleets[1]!["LaunchSpecifications"]!["SpotSpecification"]!["TimeoutDurationMinutes"]!.GetValue<int>().ShouldBe(7);

        string Text(string member) => body[member]!.GetValue<string>();

        string Json(string member) => body[member]!.ToJsonString();
    }

    private static Dictionary<string, string> Tags(JsonNode body) =>
        body["Tags"]!.AsArray().ToDictionary(tag => tag!["Key"]!.GetValue<string>(), tag => tag!["Value"]!.GetValue<string>());

    [Fact]
    public async Task EveryOperation_OnMoto_IsUnderstoodBothWays()
    {
        Assert.SkipWhen(OutsideProgram.MotoServer.Missing is not null, $"{OutsideProgram.MotoServer.Missing}");
        await using var moto = await AwsServers.StartMotoAsync();
        using var client = StandIn.Client(moto.Address);
        var clusters = StandIn.Adapter(client);
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-5);

        var start = await clusters.StartAsync(StandIn.Request(), Cancellation);

        start.Outcome.ShouldBe(ClusterStartOutcome.Started, start.Text);
        var found = (await clusters.FindAsync(StandIn.Request().Name, before, Cancellation)).ShouldHaveSingleItem();
        found.Id.ShouldBe(start.Text);
        found.CreatedAt.ShouldBeGreaterThan(before);
        (await clusters.ListLiveAsync(ClusterName.Prefix("here"), Cancellation)).ShouldHaveSingleItem().Id.ShouldBe(start.Text);
        var described = (await clusters.DescribeAsync(start.Text, Cancellation)).ShouldNotBeNull();
        described.Name.ShouldBe(StandIn.Request().Name);
        described.Logs.ShouldBe($"s3://bucket/logs/emr/{start.Text}/");
        (await clusters.ListStepsAsync(start.Text, Cancellation))
            .Select(step => step.Name)
            .ShouldBe(["device_lake", "tracking_match"], ignoreOrder: true);
        (await client.DescribeClusterAsync(new(start.Text), Cancellation)).Cluster.Tags!.ShouldContain(new EmrTag("product", "maas"));
        await clusters.EndAsync(start.Text, "its run was cancelled", Cancellation);
        (await client.DescribeClusterAsync(new(start.Text), Cancellation)).Cluster.Tags!.ShouldContain(
            new EmrTag("ended-because", "its run was cancelled")
        );
        (await clusters.DescribeAsync(start.Text, Cancellation))!.Phase.ShouldBeOneOf(ClusterPhase.Ending, ClusterPhase.Ended);
    }

    [Theory]
    [InlineData("""{"__type":"ThrottlingException","message":"Rate exceeded"}""", 400, ClusterStartOutcome.Busy)]
    [InlineData("""{"__type":"ValidationException","message":"No such role"}""", 400, ClusterStartOutcome.Refused)]
    [InlineData("""{"__type":"AccessDeniedException"}""", 403, ClusterStartOutcome.Refused)]
    [InlineData("""{"__type":"InternalServerError"}""", 500, ClusterStartOutcome.Unknown)]
    [InlineData("a proxy's page", 502, ClusterStartOutcome.Unknown)]
    [InlineData("not JSON", 200, ClusterStartOutcome.Unknown)]
    public async Task Start_NotStarted_SaysWhatIsCertainAndSendsOnce(string body, int status, ClusterStartOutcome outcome)
    {
        await using var server = new RecordingServer();
        server.Answer(body, (HttpStatusCode)status);
        using var client = StandIn.Client(server.Address);

        var start = await StandIn.Adapter(client).StartAsync(StandIn.Request(), Cancellation);

        start.Outcome.ShouldBe(outcome, start.Text);
        server.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Start_NobodyListens_IsBusyForNothingWasSent()
    {
        using var client = StandIn.Client(new Uri($"http://127.0.0.1:{FreePorts.Next()}/"));

        var start = await StandIn.Adapter(client).StartAsync(StandIn.Request(), Cancellation);

        start.Outcome.ShouldBe(ClusterStartOutcome.Busy, start.Text);
    }

    /// <summary>The server closes a connection that it kept open as the request arrives. By default the SDK sends it ten times more.</summary>
    [Fact]
    public async Task Start_ConnectionClosedWithoutAnAnswer_IsSentOnceAndUnknown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var submissions = 0;
        var serving = ServeAsync();
        using var client = StandIn.Client(new Uri($"http://{listener.LocalEndpoint}/"));
        var clusters = StandIn.Adapter(client);

        await clusters.ListLiveAsync("maas", Cancellation);
        var start = await clusters.StartAsync(StandIn.Request(), Cancellation);

        start.Outcome.ShouldBe(ClusterStartOutcome.Unknown, start.Text);
        submissions.ShouldBe(1);
        listener.Stop();
        await Should.ThrowAsync<Exception>(() => serving);

        async Task ServeAsync()
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(Cancellation);
                await using var stream = connection.GetStream();
                while (await ReadRequestAsync(stream) is { } request)
                {
                    if (request.Contains("RunJobFlow", StringComparison.Ordinal))
                    {
                        submissions++;
                        break;
                    }

                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(), Cancellation);
                }
            }
        }
    }

    private static async Task<string?> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[65_536];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, Cancellation);
            if (read == 0)
            {
                return null;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var head = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0)
            {
                continue;
            }

            var length = text.ToString()
                .Split("\r\n")
                .Where(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                .Select(line => int.Parse(line["Content-Length: ".Length..]))
                .SingleOrDefault();
            if (text.Length >= head + 4 + length)
            {
                return text.ToString();
            }
        }
    }
}
