using CsCheck;

namespace Maas.Grains.Tests.Runs;

/// <summary>Processes that die, and the one after them that has to finish what they began.</summary>
internal static class Deaths
{
    /// <summary>A world for each call that a process makes: it dies there, and the world that the next one leaves is judged.</summary>
    public static async Task AtEachCallAsync(Func<World> make, bool afterTheEffect, Action<World, string> judge)
    {
        for (var call = 1; ; call++)
        {
            var world = make();
            var survived = await LiveAsync(
                new Process(world) { DieBefore = afterTheEffect ? null : call, DieAfter = afterTheEffect ? call : null }
            );
            await LiveAsync(new Process(world));

            judge(world, $"died at call {call}");
            if (survived)
            {
                call.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    /// <summary>Several processes die in one world, each at any call, before or after its effect.</summary>
    public static Task AgainAndAgainAsync(Func<World> make, int deathsMax, Action<World, string> judge) =>
        Gen.Int[1, 40]
            .List[0, deathsMax]
            .SampleAsync(
                async deaths =>
                {
                    var world = make();
                    world.Options.ResumesMax = 100;
                    foreach (var death in deaths)
                    {
                        var (before, after) = death % 2 == 0 ? (death / 2, 0) : (0, (death + 1) / 2);
                        await LiveAsync(new Process(world) { DieBefore = before, DieAfter = after });
                    }

                    await LiveAsync(new Process(world));
                    judge(world, string.Join(' ', deaths));
                },
                iter: 200,
                threads: 1
            );

    /// <summary>Lets a process work until nothing is left or it dies; whether it has survived.</summary>
    public static async Task<bool> LiveAsync(Process process)
    {
        try
        {
            await process.TickAsync();
        }
        catch (Exception) when (process.Dead)
        {
            // A process that dies while it starts never gets to work.
        }

        await process.DisposeAsync();
        return !process.Dead;
    }
}
