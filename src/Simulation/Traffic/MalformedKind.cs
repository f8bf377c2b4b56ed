namespace Maas.Simulation.Traffic;

/// <summary>Ways in which an event can be wrong so that a gateway must set it aside, and nothing but it.</summary>
public enum MalformedKind
{
    /// <summary>An element of the batch that is no object.</summary>
    NotAnObject,

    /// <summary>No <c>type</c>.</summary>
    WithoutType,

    /// <summary>A <c>type</c> that the protocol does not know.</summary>
    UnknownType,

    /// <summary>Neither a device id nor an anonymous id nor a user id.</summary>
    WithoutIdentity,

    /// <summary>Above 32 KB.</summary>
    TooLarge,

    /// <summary>A message id of more than 100 characters.</summary>
    LongMessageId,
}
