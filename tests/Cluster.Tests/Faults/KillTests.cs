using Maas.Cluster.Tests.Cluster;

namespace Maas.Cluster.Tests.Faults;

/// <summary>kill -9 of silos, for real.</summary>
public sealed class KillTests(MaasCluster cluster)
{
    [Fact]
    public async Task KillASilo_UnderLoad_EveryAcknowledgedEventIsInTheLakeOnce()
    {
        await using var trial = await cluster.BeginAsync();
        await trial.WaitForLoadAsync(100);
        var silo = cluster.Silos[^1];

        await silo.KillAsync();
        trial.Say($"killed {silo.Name}");
        await cluster.WaitForMembersAsync([.. cluster.Silos.Where(other => other != silo)]);
        trial.Say("the others have evicted it");
        await trial.WaitForLoadAsync(100);
        await silo.StartAgainAsync();
        trial.Say($"{silo.Name} is back");
        await trial.WaitForLoadAsync(100);

        await trial.BalanceAsync();
    }
}
