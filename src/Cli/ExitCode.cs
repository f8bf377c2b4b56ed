namespace Maas.Cli;

/// <summary>What the process ends with. Scripts rely on these numbers: add, never change.</summary>
internal enum ExitCode
{
    Ok = 0,

    /// <summary>The operation failed: a run failed, a check has findings, a batch was given up.</summary>
    Failed = 1,

    /// <summary>The command line is wrong, or a setting that it needs is missing.</summary>
    Usage = 2,

    /// <summary>Nobody answers at the service's address.</summary>
    Unreachable = 3,

    /// <summary>The service does not accept the key.</summary>
    NotAuthorised = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,
}
