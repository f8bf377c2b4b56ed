using Maas.Cluster.Tests.Cluster;
using Maas.Cluster.Tests.Load;

namespace Maas.Cluster.Tests.Faults;

/// <summary>Every process is stopped as a service manager does it, and started again, one after another.</summary>
public sealed class RollingRestartTests(MaasCluster cluster)
{
    private const int SdkEvents = 400;
    private const int SdkMillisecondsBetween = 50;

    [Fact]
    public async Task RestartOneAfterAnother_UnderLoad_LosesNothingAndAnswersNoError()
    {
        Assert.SkipWhen(SegmentSdk.Missing is not null, $"{SegmentSdk.Missing}");
        await using var trial = await cluster.BeginAsync();
        using var sdk = new SegmentSdk(cluster.Gateways[0].Client.BaseAddress!, SdkEvents, SdkMillisecondsBetween);
        foreach (var member in cluster.Silos.Concat(cluster.Gateways))
        {
            await trial.WaitForLoadAsync(50);
            (await member.TerminateAsync()).ShouldBe(0, member.Output);
            trial.Say($"{member.Name} has stopped; {trial.Load.ToldToRetry} answers of 503 until now");
            await member.StartAgainAsync();
            trial.Say($"{member.Name} is back; {trial.Load.ToldToRetry} answers of 503 until now");
        }

        await trial.WaitForLoadAsync(50);
        var delivered = await sdk.WaitForDeliveredAsync();
        trial.Say($"Segment's SDK has delivered {delivered.Count} of {SdkEvents} events");
        delivered.Count.ShouldBe(SdkEvents);
        cluster.Acknowledged.Add(delivered);

        await trial.BalanceAsync();
    }
}
