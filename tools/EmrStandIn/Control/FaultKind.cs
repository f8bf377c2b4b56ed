namespace Maas.EmrStandIn.Control;

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    /// <summary>A call is answered with ThrottlingException and has no effect.</summary>
    Throttle,

    /// <summary>A call is answered with status 500 and has no effect.</summary>
    ServerError,

    /// <summary>The connection breaks before the call has an effect.</summary>
    LostRequest,

    /// <summary>The connection breaks after the call had its effect.</summary>
    LostAnswer,

    /// <summary>The next cluster gets no instances.</summary>
    SpotCapacity,

    /// <summary>The next cluster fails while it is set up.</summary>
    BootstrapFailure,

    /// <summary>A step of the next cluster fails: the one that <see cref="Fault.At"/> names, or the first.</summary>
    StepFailure,

    /// <summary>The next cluster stays in the state, or in the step, that <see cref="Fault.At"/> names until it is released: a slow start.</summary>
    Hold,

    /// <summary>The next cluster waits for ever instead of ending after its steps.</summary>
    StaysIdle,

    /// <summary>The next cluster is missing from so many lists as <see cref="Fault.Count"/> says.</summary>
    Hidden,
}
