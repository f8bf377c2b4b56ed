using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>The registry lost and rebuilt from the lake, in the service as it runs: what look-ups say before and after is the same.</summary>
public sealed class RebuildTests
{
    private const int Devices = 120;

    [Fact]
    public async Task Rebuild_WhileTheServiceRuns_LeavesLookUpsAsTheyWere()
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path);
        var before = await FillAsync(silo);

        var (exit, output, errors) = await CliProcess.RunAsync(silo, data.Path, "rebuild", "--wait", "--json");

        exit.ShouldBe(0, output + errors);
        var rebuild = JsonNode.Parse(output)!["rebuild"]!;
        rebuild["dropped"]!.GetValue<long>().ShouldBeGreaterThan(Devices / 2);
        rebuild["devices"]!.GetValue<long>().ShouldBe(before.Count);
        Same(await LookUpAsync(silo, before.Keys), before);
    }

    [Fact]
    public async Task Rebuild_KilledHalfWay_TheNextStartGoesOnWhereItWas()
    {
        using var data = new TemporaryFolder();
        IReadOnlyDictionary<string, JsonNode> before;
        long restored;
        await using (var silo = await SiloProcess.StartAsync(data.Path, Slow))
        {
            before = await FillAsync(silo);
            restored = await KillHalfWayAsync(silo, before.Count);
        }

        await using var next = await SiloProcess.StartAsync(data.Path);
        var rebuild = await WaitAsync(next);

        rebuild["state"]!.GetValue<string>().ShouldBe("succeeded", rebuild.ToJsonString());
        rebuild["devices"]!.GetValue<long>().ShouldBe(before.Count, $"killed with {restored} restored");
        Same(await LookUpAsync(next, before.Keys), before);
    }

    [Fact]
    public async Task Start_TheStateFolderIsGone_RestoresTheRegistryAndTheLedgerByItself()
    {
        using var data = new TemporaryFolder();
        IReadOnlyDictionary<string, JsonNode> before;
        await using (var silo = await SiloProcess.StartAsync(data.Path))
        {
            before = await FillAsync(silo);
            (await silo.InterruptAsync()).ShouldBe(0, silo.Output);
        }

        Directory.Delete(Path.Combine(data.Path, "state"), recursive: true);
        await using var next = await SiloProcess.StartAsync(data.Path);
        var rebuild = await WaitAsync(next);

        rebuild["state"]!.GetValue<string>().ShouldBe("succeeded", rebuild.ToJsonString());
        rebuild["adopted"]!.GetValue<int>().ShouldBe(rebuild["hours"]!.GetValue<int>());
        Same(await LookUpAsync(next, before.Keys), before);
        var counts = LakeFiles.MessageCounts(data.Path);
        counts.Values.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task Rebuild_StateInDynamoDb_KilledHalfWay_LeavesLookUpsAsTheyWere()
    {
        if (OutsideProgram.DynamoDbLocal.Missing is { } reason)
        {
            Assert.Skip(reason);
        }

        await using var dynamo = await AwsServers.StartDynamoDbAsync();
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string>(Slow, StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamo.Address.ToString(),
            ["AWS_REGION"] = AwsServers.Region,
            ["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
            ["Maas__Storage__Kind"] = "DynamoDb",
        };
        IReadOnlyDictionary<string, JsonNode> before;
        await using (var silo = await SiloProcess.StartAsync(data.Path, settings))
        {
            before = await FillAsync(silo);
            await KillHalfWayAsync(silo, before.Count);
        }

        await using var next = await SiloProcess.StartAsync(data.Path, settings);
        var rebuild = await WaitAsync(next);

        rebuild["state"]!.GetValue<string>().ShouldBe("succeeded", rebuild.ToJsonString());
        Same(await LookUpAsync(next, before.Keys), before);
    }

    /// <summary>One device at a time, and its progress saved every ten: slow enough to be met half way.</summary>
    private static Dictionary<string, string> Slow { get; } =
        new(StringComparer.Ordinal)
        {
            ["Maas__Runs__MergeParallelism"] = "1",
            ["Maas__Runs__MergePageDevices"] = "10",
            ["Maas__Runs__MergePagesPerSave"] = "1",
        };

    /// <summary>Sends events, runs the hour, and returns what the registry then says of each device.</summary>
    private static async Task<IReadOnlyDictionary<string, JsonNode>> FillAsync(SiloProcess silo)
    {
        var sender = new EventSender(new Random(11), Devices);
        await sender.SendBatchesAsync(silo.Client, 100);
        await RunClient.RunRecentAsync(silo);
        return await LookUpAsync(silo, sender.Acknowledged.Values.Distinct());
    }

    private static async Task<long> KillHalfWayAsync(SiloProcess silo, int devices)
    {
        await BeginAsync(silo);
        var restored = 0L;
        await silo.WaitForAsync(
            async () =>
            {
                restored = (await GetAsync(silo))["devices"]!.GetValue<long>();
                if (restored >= devices)
                {
                    // Over before it was seen half way: once more.
                    await BeginAsync(silo);
                }

                return restored > 0 && restored < devices;
            },
            Patience.Limit,
            "half way through a rebuild"
        );
        await silo.KillAsync();
        return restored;
    }

    private static async Task BeginAsync(SiloProcess silo)
    {
        using var begun = await SendAsync(silo, HttpMethod.Post);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private static async Task<JsonNode> WaitAsync(SiloProcess silo)
    {
        JsonNode rebuild = new JsonObject();
        await silo.WaitForAsync(
            async () =>
            {
                using var answer = await SendAsync(silo, HttpMethod.Get);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    return false;
                }

                rebuild = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                return rebuild["endedAt"] is not null;
            },
            Patience.Limit,
            "done with the rebuild"
        );
        foreach (var run in rebuild["runs"]!.AsArray())
        {
            await RunClient.WaitForEndAsync(silo, run!.GetValue<string>());
        }

        return rebuild;
    }

    private static async Task<JsonNode> GetAsync(SiloProcess silo)
    {
        using var answer = await SendAsync(silo, HttpMethod.Get);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<HttpResponseMessage> SendAsync(SiloProcess silo, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, new Uri("/v1/rebuild", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "demo-admin-key");
        return await silo.Client.SendAsync(request);
    }

    /// <summary>Of each device what the lake knows of it; its session is only its events' to tell.</summary>
    private static async Task<IReadOnlyDictionary<string, JsonNode>> LookUpAsync(SiloProcess silo, IEnumerable<string> devices)
    {
        var found = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var device in devices)
        {
            var views = new JsonObject();
            foreach (var view in (string[])["lake", "merged"])
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Get,
                    new Uri($"/v1/devices/demo/{device}?view={view}", UriKind.Relative)
                );
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "demo-read-key");
                using var answer = await silo.Client.SendAsync(request);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{device} {view}");
                views[view] = WithoutOrigins(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
            }

            found[device] = views;
        }

        return found;
    }

    /// <summary>
    /// Without provenance: the run of the hour still open is repeated, and when a device last repeated what it had said is in no row.
    /// </summary>
    private static JsonNode WithoutOrigins(JsonNode node)
    {
        if (node is JsonObject members)
        {
            foreach (var name in (string[])["session", "provenance"])
            {
                members.Remove(name);
            }

            foreach (var (_, value) in members)
            {
                _ = value is null ? null : WithoutOrigins(value);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                WithoutOrigins(item!);
            }
        }

        return node;
    }

    private static void Same(IReadOnlyDictionary<string, JsonNode> after, IReadOnlyDictionary<string, JsonNode> before)
    {
        foreach (var (device, view) in before)
        {
            after[device].ToJsonString().ShouldBe(view.ToJsonString(), device);
        }
    }
}
