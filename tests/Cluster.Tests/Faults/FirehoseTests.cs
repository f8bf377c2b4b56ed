using Maas.Cluster.Tests.Cluster;

namespace Maas.Cluster.Tests.Faults;

/// <summary>Everything that Firehose may do, and a silo that dies meanwhile.</summary>
public sealed class FirehoseTests(MaasCluster cluster)
{
    private static readonly object[] Faults =
    [
        new { kind = "FailEntries", every = 1 },
        new { kind = "LoseAnswer" },
        new { kind = "Throttle" },
        new { kind = "Hang" },
        new { kind = "Cut" },
        new { kind = "ErrorAfterAccepting" },
        new { kind = "FailEntriesAfterAccepting", every = 1 },
        new { kind = "Error" },
        new { kind = "Throttle" },
        new { kind = "LoseAnswer" },
    ];

    [Fact]
    public async Task KillASilo_WhileFirehoseFailsAndDeliversTwice_EveryAcknowledgedEventIsInTheLakeOnce()
    {
        await using var trial = await cluster.BeginAsync();
        await cluster.Firehose.DeliverAsync(TimeSpan.FromSeconds(2), copies: 2);
        await trial.WaitForLoadAsync(50);
        var silo = cluster.Silos[1];

        await cluster.Firehose.FailNextAsync("maas-tracking", Faults);
        await cluster.Firehose.FailNextAsync("maas-devices", Faults);
        trial.Say("Firehose fails entries and calls, throttles, hangs, cuts connections and loses answers; what it writes it writes twice");
        await trial.WaitForLoadAsync(20);
        await silo.KillAsync();
        trial.Say($"killed {silo.Name}");
        await trial.WaitForLoadAsync(100);

        await trial.BalanceAsync();
    }

    [Fact]
    public async Task FirehoseThrottlingEverything_IsToldToRetry_AndLosesNothing()
    {
        await using var trial = await cluster.BeginAsync();
        await trial.WaitForLoadAsync(50);

        await cluster.Firehose.FailAlwaysAsync("maas-tracking", new { kind = "Throttle" });
        trial.Say("Firehose throttles every call");
        await MaasCluster.WaitAsync(() => Task.FromResult(trial.Load.ToldToRetry >= 4), "senders are told to retry");
        trial.Say($"senders are told to retry: {trial.Load.ToldToRetry} answers of 503");
        await cluster.Firehose.HealAsync();
        await trial.WaitForLoadAsync(50);

        await trial.BalanceAsync();
    }
}
