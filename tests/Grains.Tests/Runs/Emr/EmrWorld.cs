using System.Collections.Concurrent;
using Maas.SparkJobs.Tests.Emr;

namespace Maas.Grains.Tests.Runs.Emr;

/// <summary>The world with EMR in it: what outlives a process besides the ledger and the lake.</summary>
internal sealed class EmrWorld
{
    public const string Deployment = "here";

    public EmrWorld()
    {
        Time = new(World.Hour.End.AddMinutes(30));
        Emr = new(Time);
        World = new() { Time = Time };
        World.Options.ResumesMax = 100;
        World.Options.AttemptTimeMax = TimeSpan.FromDays(30);
        World.AddRows(Runs.World.Hour, 100);
    }

    public SteppedTime Time { get; }

    public FakeEmr Emr { get; }

    public World World { get; }

    /// <summary>The object store's claims.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs a process until it has nothing to do, or is dead; true when it survived.</summary>
    public async Task<bool> LiveAsync(Process process)
    {
        try
        {
            await Time.RunAsync(process.TickAsync());
        }
        catch (Exception) when (process.Dead)
        {
            // A process that dies while it starts never gets to work.
        }

        await Time.RunAsync(process.DisposeAsync().AsTask());
        return !process.Dead;
    }

    public Process NewProcess(int? dieBefore = null, int? dieAfter = null) =>
        new(World, process => new ClusterBatch(process, this)) { DieBefore = dieBefore, DieAfter = dieAfter };
}
