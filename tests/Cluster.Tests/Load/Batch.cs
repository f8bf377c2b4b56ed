using Maas.Servers;

namespace Maas.Cluster.Tests.Load;

/// <summary>What one request carries.</summary>
/// <param name="Body">The JSON.</param>
/// <param name="Ids">The message ids in it.</param>
internal sealed record Batch(string Body, IReadOnlyList<string> Ids)
{
    private const int Events = 10;
    private const int Devices = 300;

    /// <summary>A batch of one device, as a phone sends it, or now and then of several, as a server does.</summary>
    public static Batch Make(Acknowledged acknowledged, Random random)
    {
        var single = random.Next(5) > 0 ? random.Next(Devices) : (int?)null;
        var moves = Enumerable
            .Range(0, Events)
            .Select(_ => (Id: acknowledged.Make(), Device: $"device-{single ?? random.Next(Devices)}"))
            .ToList();
        return new Batch(Moves.Batch(moves), [.. moves.Select(move => move.Id)]);
    }
}
