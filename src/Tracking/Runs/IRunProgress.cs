namespace Maas.Tracking.Runs;

/// <summary>What an engine tells while it works: its steps as they begin and end, and the cluster it works on if it has one.</summary>
public interface IRunProgress : IProgress<RunStep>, IProgress<RunCluster>
{
    /// <summary>Listens to nothing.</summary>
    static IRunProgress None { get; } = new Silent();

    private sealed class Silent : IRunProgress
    {
        public void Report(RunStep value) { }

        public void Report(RunCluster value) { }
    }
}
