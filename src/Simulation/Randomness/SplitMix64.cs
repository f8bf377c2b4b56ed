namespace Maas.Simulation.Randomness;

/// <summary>
/// Sebastiano Vigna's SplitMix64 as a value: eight bytes of state, so that any row or device can have a generator of its own that is
/// made from its coordinates alone. The sequence is fixed by the algorithm and does not change with the runtime.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A generator that depends on every part and on nothing else.</summary>
    public static SplitMix64 Of(ulong seed, ulong a, ulong b = 0, ulong c = 0) =>
        new(Mix(Mix(Mix(seed + Golden + a) + Golden + b) + Golden + c));

    public ulong Next() => Mix(_state += Golden);

    /// <summary>A number of at least 0 and less than 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number of at least 0 and less than <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    public double Between(double low, double high) => low + (NextDouble() * (high - low));

    public bool Chance(double share) => NextDouble() < share;

    /// <summary>A random (version 4) UUID.</summary>
    public Guid NextGuid() => RandomGuid.From(Next(), Next());

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
