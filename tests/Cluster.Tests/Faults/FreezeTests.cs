using Maas.Cluster.Tests.Cluster;
using Maas.Servers;

namespace Maas.Cluster.Tests.Faults;

/// <summary>Silos that stop for a while (SIGSTOP), are given up by the others, and wake (SIGCONT) with all that they were about to do.</summary>
public sealed class FreezeTests(MaasCluster cluster)
{
    private const string Appends = "maas_devices_appends_total";
    private const string Saves = "maas_devices_saves_total";

    [Fact]
    public async Task FreezeTheCoordinator_InTheMiddleOfItsCommit_WakesToNoHarmAndEnds()
    {
        await using var trial = await cluster.BeginAsync();
        await trial.WaitForLoadAsync(50);
        var coordinator = await cluster.FindCoordinatorAsync();
        var committing = coordinator.Objects!.StallAt($"PUT /{FirehoseStandIn.Bucket}/lake/tracking/_delta_log/");
        var runs = await trial.RequestRunsAsync();
        await committing.WaitAsync(Patience.Limit);

        coordinator.Freeze();
        trial.Say($"froze {coordinator.Name}, the coordinator's, with its commit of `tracking` on the way");
        await cluster.WaitForMembersAsync([.. cluster.Silos.Where(silo => silo != coordinator)]);
        trial.Say("the others have evicted it");
        await trial.WaitForRunsAsync(runs);
        coordinator.HealLinks();
        coordinator.Thaw();
        trial.Say("woke it, and let its commit go on");
        await coordinator.WaitForExitAsync(Patience.Limit);
        trial.Say("it has ended itself");

        await trial.ShouldHaveNoOtherRunsAsync(runs);
        await trial.BalanceAsync();
    }

    /// <summary>Kept from the table of silos it does not learn of its eviction: its devices and those that came up elsewhere live side by side.</summary>
    [Fact]
    public async Task FreezeASilo_WokenWithoutTheTable_ItsSecondActivationsAreHarmless()
    {
        await using var trial = await cluster.BeginAsync();
        await trial.WaitForLoadAsync(100);
        var silo = cluster.Silos[0];

        var before = await silo.ReadMetricAsync(Appends, "durable");
        silo.Freeze();
        trial.Say($"froze {silo.Name}, which had made {before} appends");
        await cluster.WaitForMembersAsync([.. cluster.Silos.Where(other => other != silo)]);
        trial.Say("the others have evicted it");
        silo.Table!.Stall();
        silo.Thaw();
        await trial.WaitForLoadAsync(100);
        var (after, conflicts) = (await silo.ReadMetricAsync(Appends, "durable"), await silo.ReadMetricAsync(Saves, "conflict"));
        trial.Say($"woke it, cut off from DynamoDB: it has made {after - before} more appends, and met {conflicts} saves of others");
        silo.HealLinks();
        await silo.WaitForExitAsync(Patience.Limit);
        trial.Say("it has ended itself");

        await trial.BalanceAsync();
        await trial.DevicesShouldAgreeWithTheLakeAsync();
    }
}
