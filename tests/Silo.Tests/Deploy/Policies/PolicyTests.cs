using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Maas.Servers;
using Maas.Servers.Recording;
using Maas.Silo.Tests.Processes;

namespace Maas.Silo.Tests.Deploy.Policies;

/// <summary>
/// The policies of deploy/ against the calls that a silo and a gateway really make, both ways: each call is allowed, and nothing is allowed that
/// neither calls, but for what is listed with its reason.
/// </summary>
public sealed class PolicyTests
{
    [Fact]
    public async Task Policies_OfSilosAndGateways_AllowTheCallsMadeAndNoOthers()
    {
        Assert.SkipWhen(OutsideProgram.MotoServer.Missing is not null, $"{OutsideProgram.MotoServer.Missing}");
        Assert.SkipWhen(OutsideProgram.S3Server.Missing is not null, $"{OutsideProgram.S3Server.Missing}");
        await using var fleet = await DeployedFleet.StartAsync();

        await using (var silo = await fleet.StartSiloAsync(OnEmr))
        {
            await using var gateway = await fleet.StartGatewayAsync();
            await ServeAsync(fleet, gateway);
            await FailOnAClusterThatStaysAsync(fleet, gateway);
            (await silo.InterruptAsync()).ShouldBe(0, silo.Output);
        }

        await using (var silo = await fleet.StartSiloAsync(InProcess))
        {
            await RunTwiceAsync(silo);
            await RebuildAsync(silo);
            (await silo.InterruptAsync()).ShouldBe(0, silo.Output);
        }

        await fleet.CheckAsync();

        var calls = WithTags(fleet.Recorder.Calls);
        Missing(calls).ShouldBeEmpty("called, and not allowed by deploy/");
        var spare = Spare(calls);
        spare.Where(static grant => !Unrecorded.All.Any(one => one.Explains(grant))).ShouldBeEmpty("allowed by deploy/, and never called");
        Unrecorded.All.Where(one => !spare.Exists(one.Explains)).Select(static one => one.Grant).ShouldBeEmpty("called after all, or gone");
    }

    /// <summary>As deployed, and quick. The steps on the cluster are pretended, so that the run fails for what they did not write, and once is enough.</summary>
    private static Dictionary<string, string> OnEmr { get; } =
        new(StringComparer.Ordinal) { ["Maas__Batch__Emr__PollPeriod"] = "00:00:00.500", ["Maas__Runs__RetryDelay"] = "01:00:00" };

    /// <summary>
    /// What follows a cluster's steps asks the same of AWS with an engine in this process, which writes itself what the cluster would have. Here
    /// requests come to the silo, and what a run replaces is removed at once.
    /// </summary>
    private static Dictionary<string, string> InProcess { get; } =
        new(StringComparer.Ordinal)
        {
            ["Maas__Gateway__Enabled"] = "true",
            ["Maas__Batch__Engine"] = "DuckDb",
            ["Maas__Batch__Delta__DeletedFileRetention"] = "00:00:00",
        };

    /// <summary>Events, one of which is none, and a device that is looked up in the lake and erased.</summary>
    private static async Task ServeAsync(DeployedFleet fleet, SiloProcess gateway)
    {
        await new EventSender(new Random(5), devices: 20).SendBatchesAsync(gateway.Client, 5);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/batch", UriKind.Relative))
        {
            Content = JsonContent.Create(new { batch = new[] { new { type = "nonsense", messageId = "none" } } }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("demo-write-key:"u8));
        using var answer = await gateway.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await fleet.Firehose.FlushAsync();
    }

    private static async Task FailOnAClusterThatStaysAsync(DeployedFleet fleet, SiloProcess gateway)
    {
        await fleet.Emr.FailAsync(new { kind = "StaysIdle" });
        var now = TimeProvider.System.GetUtcNow();
        foreach (var run in await RunClient.RequestAsync(gateway.Client, now.AddHours(-1), now.AddHours(1)))
        {
            await RunClient.WaitForEndAsync(gateway, run!["id"]!.GetValue<string>());
        }
    }

    /// <summary>The second run replaces what the first one wrote.</summary>
    private static async Task RunTwiceAsync(SiloProcess silo)
    {
        await RunClient.RunRecentAsync(silo);
        await RunClient.RunRecentAsync(silo);
    }

    private static async Task RebuildAsync(SiloProcess silo)
    {
        var (exit, output, errors) = await CliProcess.RunAsync(silo, "", "rebuild", "--wait", "--admin-key", "demo-admin-key");
        exit.ShouldBe(0, output + errors);
    }

    /// <summary>What is asked of a cluster is decided by the tags that it was started with.</summary>
    private static List<AwsCall> WithTags(IReadOnlyCollection<AwsCall> calls)
    {
        var tags = calls
            .SelectMany(static call => call.Context)
            .DistinctBy(static tag => tag.Key)
            .Where(static tag => tag.Key == "aws:RequestTag/deployment")
            .ToDictionary(static _ => "aws:ResourceTag/deployment", static tag => tag.Value, StringComparer.Ordinal);
        return
        [
            .. calls.Select(call => call.Resource.Contains(":cluster/", StringComparison.Ordinal) ? call with { Context = tags } : call),
        ];
    }

    private static List<string> Missing(IEnumerable<AwsCall> calls) =>
        [
            .. calls
                .Where(call => !DeployedFleet.Policies.Any(statement => statement.Role == RoleOf(call) && statement.Allows(call)))
                .Select(call => $"{RoleOf(call)}: {call}")
                .Distinct(StringComparer.Ordinal),
        ];

    private static List<string> Spare(List<AwsCall> calls) =>
        [
            .. from statement in DeployedFleet.Policies
            from grant in statement.Grants
            where
                !calls.Exists(call =>
                    RoleOf(call) == statement.Role && call.Action == grant.Action && PolicyStatement.Covers(grant.Resource, call)
                )
            select $"{statement.Role}: {grant.Action} on {grant.Resource}",
        ];

    private static string RoleOf(AwsCall call) => call.Caller == DeployedFleet.GatewayKey ? "GatewayRole" : "SiloRole";
}
