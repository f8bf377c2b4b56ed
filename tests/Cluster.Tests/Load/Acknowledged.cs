using System.Collections.Concurrent;

namespace Maas.Cluster.Tests.Load;

/// <summary>Every message id that was answered with 200, and the numbers that the load's own ids are made of.</summary>
internal sealed class Acknowledged
{
    private const string Prefix = "message-";

    private readonly ConcurrentDictionary<string, byte> _ids = new(StringComparer.Ordinal);
    private long _made;

    public int Count => _ids.Count;

    public ICollection<string> Ids => _ids.Keys;

    public string Make() => $"{Prefix}{Interlocked.Increment(ref _made)}";

    /// <summary>Whether the id was ever sent, acknowledged or not.</summary>
    public bool WasMade(string id) =>
        _ids.ContainsKey(id)
        || id.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(id.AsSpan(Prefix.Length), out var number)
            && number <= Interlocked.Read(ref _made);

    public void Add(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _ids[id] = 0;
        }
    }
}
