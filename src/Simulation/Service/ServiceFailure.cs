namespace Maas.Simulation.Service;

/// <summary>Why a request to the service came to nothing.</summary>
public enum ServiceFailureKind
{
    /// <summary>The service answered with an error of its own, or with something that is no answer of it.</summary>
    Failed,

    /// <summary>Nobody answers at the address.</summary>
    Unreachable,

    /// <summary>401 or 403.</summary>
    NotAuthorised,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>400: the request is wrong.</summary>
    Wrong,
}

/// <summary>A request to the service came to nothing; the message is a sentence for people.</summary>
public sealed class ServiceException(ServiceFailureKind kind, string message) : Exception(message)
{
    public ServiceFailureKind Kind { get; } = kind;
}
