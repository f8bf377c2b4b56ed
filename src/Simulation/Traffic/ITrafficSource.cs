namespace Maas.Simulation.Traffic;

/// <summary>Where batches come from. Called by one caller at a time.</summary>
public interface ITrafficSource
{
    /// <summary>How many events there will be, if that is known: what a progress bar is measured by.</summary>
    long? TotalEvents { get; }

    /// <summary>The next batch, or null at the end. The caller disposes of it.</summary>
    TrafficBatch? Next();
}
