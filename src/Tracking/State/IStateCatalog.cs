namespace Maas.Tracking.State;

/// <summary>What grain storage holds, for whoever has to go through all of it. A storage that can tell implements it beside reading and writing.</summary>
public interface IStateCatalog
{
    /// <summary>
    /// The ids of the grains (<c>type/key</c>) that have a record of this state, each once. Records that come or go meanwhile may be missing
    /// or named; all others are named.
    /// </summary>
    IAsyncEnumerable<string> ListAsync(string stateName, CancellationToken cancellationToken);
}
