using Maas.Bench.MembershipStart;
using Orleans.Runtime;

namespace Maas.Aws.Tests.DynamoDb.Membership;

/// <summary>Real silos with DynamoDB between them; bench/MembershipStart runs the same more often and takes the time.</summary>
public sealed class SimultaneousStartTests(DynamoDbServer server)
{
    private const int Silos = 4;
    private const int Rounds = 20;

    /// <summary>Most of a round is Orleans' pause after a lost race for the table, which others can use.</summary>
    private const int RoundsAtOnce = 4;

    [Fact]
    public async Task FourSilos_StartedAtOnceTwentyTimes_AreOneClusterEachTime()
    {
        var endpoint = await server.EndpointAsync();

        await Parallel.ForAsync(
            0,
            Rounds,
            new ParallelOptions { MaxDegreeOfParallelism = RoundsAtOnce },
            async (_, token) =>
            {
                await using var fleet = await SiloFleet.StartAsync(
                    endpoint,
                    Guid.NewGuid().ToString("N"),
                    Silos,
                    TimeSpan.FromSeconds(100)
                );

                var data = await fleet.Table.ReadAllAsync(token);

                data.Members.Select(member => member.Item1.Status).ShouldBe(Enumerable.Repeat(SiloStatus.Active, Silos));
                // Each silo has joined and become active: nothing else has happened, and none of it was lost.
                data.Version.Version.ShouldBe(2 * Silos);
                data.Members.ShouldAllBe(member => member.Item1.SuspectTimes!.Count == 0);
            }
        );
    }
}
