using Maas.Cluster.Tests.Cluster;
using Maas.Contracts.Runs;
using Maas.Servers;
using Maas.Tracking.Runs;

namespace Maas.Cluster.Tests.Faults;

/// <summary>
/// The coordinator's silo dies in the middle of a run. Its way to S3 is stalled at a request that tells
/// which state the run is in, so that the fault falls there every time. The load ends before the run, so that it is the run at fault that every
/// event must have come into the lake with.
/// </summary>
public sealed class CoordinatorTests(MaasCluster cluster)
{
    private const string Lake = $"PUT /{FirehoseStandIn.Bucket}/lake";

    [Theory]
    [InlineData(RunState.Planned, $"GET /{FirehoseStandIn.Bucket}/books/")]
    [InlineData(RunState.Submitted, $"GET /{FirehoseStandIn.Bucket}/raw/")]
    [InlineData(RunState.Running, $"{Lake}/tracking/2")]
    [InlineData(RunState.Committing, $"{Lake}/tracking/_delta_log/")]
    [InlineData(RunState.Merging, $"{Lake}/tracked_devices/_delta_log/", "GET ")]
    public async Task KillTheCoordinator_InAState_TheRunGoesOnElsewhereAndCommitsOnce(RunState state, params string[] requests)
    {
        await using var trial = await cluster.BeginAsync();
        await trial.WaitForLoadAsync(50);
        await trial.EndLoadAsync();
        var coordinator = await cluster.FindCoordinatorAsync();

        var reached = coordinator.Objects!.StallAt(requests);
        var runs = await trial.RequestRunsAsync();
        await reached.WaitAsync(Patience.Limit);
        var seen = await MaasCluster.AskAsync(() => cluster.View.Coordinator.GetRun(runs[^1].Id), "the run is told");
        await coordinator.KillAsync();
        trial.Say($"killed {coordinator.Name}, the coordinator's, in {seen?.State}");
        await trial.WaitForRunsAsync(runs);

        seen!.State.ShouldBe(state);
        await trial.ShouldHaveNoOtherRunsAsync(runs);
        trial.ShouldBalance();
    }
}
