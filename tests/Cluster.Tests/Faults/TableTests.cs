using Maas.Cluster.Tests.Cluster;

namespace Maas.Cluster.Tests.Faults;

/// <summary>DynamoDB, with membership, states, reminders and the ledger, out of reach. <c>MAAS_FAULT_SECONDS</c> says how long (default 15).</summary>
public sealed class TableTests(MaasCluster cluster)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("MAAS_FAULT_SECONDS"), out var seconds) ? seconds : 15
    );

    [Fact]
    public async Task PartitionASilo_FromDynamoDb_LosesNothing()
    {
        await using var trial = await cluster.BeginAsync();
        await trial.WaitForLoadAsync(50);
        var coordinator = await cluster.FindCoordinatorAsync();

        coordinator.Table!.Stall();
        trial.Say($"cut {coordinator.Name}, the coordinator's, off DynamoDB");
        await trial.LastAsync(Outage);
        coordinator.HealLinks();
        trial.Say("let it through again");
        await trial.WaitForLoadAsync(50);

        await trial.BalanceAsync();
    }

    [Fact]
    public async Task KillDynamoDb_AndStartItAgain_LosesNothing()
    {
        await using var trial = await cluster.BeginAsync();
        await trial.WaitForLoadAsync(50);

        await cluster.Dynamo.KillAsync();
        trial.Say("killed DynamoDB");
        await trial.RunsShouldBeUnavailableAsync();
        await trial.LastAsync(Outage);
        await cluster.Dynamo.StartAgainAsync();
        trial.Say("started it again");
        await cluster.WaitForMembersAsync([.. cluster.Silos]);
        await trial.WaitForLoadAsync(50);

        await trial.BalanceAsync();
    }
}
