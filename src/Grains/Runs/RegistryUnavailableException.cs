namespace Maas.Grains.Runs;

/// <summary>A part of the registry is out of reach now. Its drop has not ended; the next tick goes on with it.</summary>
internal sealed class RegistryUnavailableException(string message, Exception cause) : Exception(message, cause);
