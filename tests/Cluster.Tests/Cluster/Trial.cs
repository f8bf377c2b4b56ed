using System.Diagnostics;
using Maas.Cluster.Tests.Accounts;
using Maas.Cluster.Tests.Load;
using Maas.Contracts.Runs;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Cluster.Tests.Cluster;

/// <summary>One test's time with the cluster: load from its beginning, what is done to the cluster told line by line, the account at the end.</summary>
internal sealed class Trial : IAsyncDisposable
{
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(90);

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
    public Task WaitForLoadAsync(int batches) => Load.WaitForBatchesAsync(batches, LoadLimit);

    /// <summary>Has Firehose write what it holds, and asks for runs of the present hour and the one before.</summary>
    public async Task<IReadOnlyList<RunView>> RequestRunsAsync()
    {
        await _cluster.Firehose.FlushAsync();
        var hour = HourWindow.Of(TimeProvider.System.GetUtcNow());
        var runs = await _cluster.View.Coordinator.Request(new RunRequest(hour.Index - 1, hour.Index + 1, DryRun: false));
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

    /// <summary>Holds the ledger to these runs: no coordinator has begun another since the first of them.</summary>
    public async Task ShouldHaveNoOtherRunsAsync(IReadOnlyList<RunView> runs)
    {
        var latest = await _cluster.View.Coordinator.ListRuns(runs.Count + 10);
        var since = latest.Where(run => string.CompareOrdinal(run.Id, runs[0].Id) >= 0).Select(run => run.Id);
        since.ShouldBe(runs.Select(run => run.Id), ignoreOrder: true);
    }

    /// <summary>Ends the load, runs the hours, and holds what was acknowledged against S3 and the lake.</summary>
    public async Task BalanceAsync()
    {
        await Load.StopAsync();
        Say(
            $"load: {Load.Sent} batches acknowledged, {Load.ToldToRetry} answers of 503 with Retry-After, {Load.Unanswered} requests without an answer"
        );
        await WaitForRunsAsync(await RequestRunsAsync());
        var account = Account.Take(_cluster.Firehose, _cluster.Acknowledged);
        Say(account.ToString());
        account.ShouldBalance();
        Load.Violations.ShouldBeEmpty("answers that no SDK should get");
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            Say(Logs());
    }

    private string Logs() =>
        string.Join('\n', _cluster.Silos.Concat(_cluster.Gateways).Select(member => $"== {member.Name}\n{member.Output}"));
}
