namespace Maas.Tracking.Runs;

/// <summary>The states of an hour in the ledger.</summary>
public enum HourState
{
    /// <summary>Not over yet, or within its grace period.</summary>
    Open,

    /// <summary>Over, holding rows, waiting for its run.</summary>
    Due,
    Running,
    Done,

    /// <summary>The last run failed; it is tried again with backoff until the tries are used up, then only on request.</summary>
    Failed,

    /// <summary>Done before, but new files have come; due once they have been quiet for a while.</summary>
    Reopened,
}
