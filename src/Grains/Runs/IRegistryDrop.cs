namespace Maas.Grains.Runs;

/// <summary>Drops the registry, before it is rebuilt.</summary>
internal interface IRegistryDrop
{
    /// <summary>
    /// Drops what is kept of every device but what its owner refuses, and the index of advertising ids. Returns how many records that were.
    /// Called again after a crash it begins anew.
    /// </summary>
    /// <exception cref="RegistryUnavailableException">A part is out of reach, though tried several times. Called again it begins anew.</exception>
    Task<long> DropAsync(CancellationToken cancellationToken);
}
