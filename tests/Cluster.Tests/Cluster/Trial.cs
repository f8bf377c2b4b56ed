using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Maas.Cluster.Tests.Accounts;
using Maas.Cluster.Tests.Load;
using Maas.Contracts.Devices;
using Maas.Contracts.Runs;
using Maas.Servers;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Cluster.Tests.Cluster;

/// <summary>One test's time with the cluster: load from its beginning, what is done to the cluster told line by line, the account at the end.</summary>
internal sealed class Trial : IAsyncDisposable
{
    private readonly MaasCluster _cluster;
    private readonly long _began = Stopwatch.GetTimestamp();

    public Trial(MaasCluster cluster)
    {
        _cluster = cluster;
        Load = new LoadGenerator([.. cluster.Gateways.Select(gateway => gateway.Client)], cluster.Acknowledged);
    }

    public LoadGenerator Load { get; }

    /// <summary>Tells what was done or seen, in the test's output.</summary>
    public void Say(string what) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(_began).TotalSeconds, 6:0.0} s  {what}");

    /// <summary>Waits until so many more batches were acknowledged, so that the fault before it is met by load.</summary>
    public Task WaitForLoadAsync(int batches) => Load.WaitForBatchesAsync(batches, Patience.Limit);

    /// <summary>Lets the fault last, under load.</summary>
    public Task LastAsync(TimeSpan time) => Task.Delay(time, TestContext.Current.CancellationToken);

    /// <summary>Has Firehose write what it holds, and asks for runs of the present hour and the one before.</summary>
    public async Task<IReadOnlyList<RunView>> RequestRunsAsync()
    {
        await _cluster.Firehose.FlushAsync();
        var hour = HourWindow.Of(_cluster.Clock.Now);
        // Not asked again for want of time: a run that has begun is not the one that a second request plans.
        var result = await MaasCluster.AskAsync(
            () => _cluster.View.Coordinator.Request(new RunRequest(hour.Index - 1, hour.Index + 1, DryRun: false)),
            "runs are planned",
            Patience.Limit
        );
        result.Refusal.ShouldBeNull();
        var runs = result.Runs;
        Say($"asked for runs: {string.Join(", ", runs.Select(run => $"{run.Id} of {run.Hour:HH}:00"))}");
        return runs;
    }

    /// <summary>Waits until the runs have succeeded, whoever coordinates them.</summary>
    public async Task<IReadOnlyList<RunView>> WaitForRunsAsync(IReadOnlyList<RunView> runs)
    {
        var ended = new List<RunView>();
        foreach (var run in runs)
        {
            RunView? last = null;
            await MaasCluster.WaitAsync(
                async () => (last = await _cluster.View.Coordinator.GetRun(run.Id))?.State.IsEnded() == true,
                $"run {run.Id} ends"
            );
            last!.State.ShouldBe(RunState.Succeeded, $"{last.Reason}\n{Logs()}");
            Say($"run {last.Id} succeeded with attempt {last.Attempt}: {string.Join(" → ", last.Transitions.Select(step => step.State))}");
            ended.Add(last);
        }

        return ended;
    }

    /// <summary>A request for runs is told to come back, as an SDK's is.</summary>
    public async Task RunsShouldBeUnavailableAsync()
    {
        var hour = HourWindow.Of(_cluster.Clock.Now);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/runs", UriKind.Relative))
        {
            Content = JsonContent.Create(new { from = $"{hour}", to = $"{hour + 1}" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "demo-admin-key");
        using var answer = await _cluster.Gateways[0].Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
        answer.Headers.RetryAfter.ShouldNotBeNull();
        Say("a request for runs was answered with 503 and Retry-After");
    }

    /// <summary>Holds the ledger to these runs: no coordinator has begun another since the first of them.</summary>
    public async Task ShouldHaveNoOtherRunsAsync(IReadOnlyList<RunView> runs)
    {
        var latest = await MaasCluster.AskAsync(() => _cluster.View.Coordinator.ListRuns(runs.Count + 10), "runs are listed");
        var since = latest.Where(run => string.CompareOrdinal(run.Id, runs[0].Id) >= 0).Select(run => run.Id);
        since.ShouldBe(runs.Select(run => run.Id), ignoreOrder: true);
    }

    /// <summary>Ends the load, runs the hours, and holds what was acknowledged against S3 and the lake.</summary>
    public async Task BalanceAsync()
    {
        await EndLoadAsync();
        await WaitForRunsAsync(await RequestRunsAsync());
        ShouldBalance();
    }

    public async Task EndLoadAsync()
    {
        await Load.StopAsync();
        Say(
            $"load: {Load.Sent} batches acknowledged, {Load.ToldToRetry} answers of 503 with Retry-After, {Load.Unanswered} requests without an answer"
        );
        Load.Violations.ShouldBeEmpty("answers that no SDK should get");
    }

    /// <summary>Holds what was acknowledged against S3 and the lake, once the load has ended and a run has succeeded.</summary>
    public void ShouldBalance()
    {
        var account = Account.Take(_cluster.Firehose, _cluster.Acknowledged);
        Say(account.ToString());
        account.ShouldBalance();
    }

    /// <summary>Holds what the registry knows of each device against the lake: events of the hours that both keep.</summary>
    public async Task DevicesShouldAgreeWithTheLakeAsync()
    {
        var lake = Account.EventsByDevice(_cluster.Firehose);
        var registry = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var key in lake.Keys)
        {
            var device = _cluster.View.Grains.GetGrain<IDeviceGrain>($"demo/{key}");
            var view = await MaasCluster.AskAsync(() => device.Get(DeviceViewKind.Merged), "a device is told");
            registry.Add(key, view!.Hours.Sum(hour => hour.Events));
        }

        Say($"{lake.Count} devices have {lake.Values.Sum()} events in the lake, and {registry.Values.Sum()} in the registry");
        registry.ShouldBe(lake, ignoreOrder: true);
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            Say(Logs());
        }
    }

    private string Logs() =>
        string.Join('\n', _cluster.Silos.Concat(_cluster.Gateways).Select(member => $"== {member.Name}\n{member.Output}"));
}
