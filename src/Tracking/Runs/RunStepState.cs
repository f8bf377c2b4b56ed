namespace Maas.Tracking.Runs;

/// <summary>The states of a step.</summary>
public enum RunStepState
{
    /// <summary>The first, so that it need not be written of each of the many steps that went well.</summary>
    Succeeded,

    /// <summary>Waits for its turn.</summary>
    Pending,
    Running,
    Failed,
    Cancelled,
}
