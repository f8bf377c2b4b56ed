namespace Maas.Simulation.Randomness;

/// <summary>
/// A <see cref="Random"/> whose sequence is fixed by its seed on every runtime: the base class promises that only for one version.
/// Not thread-safe.
/// </summary>
public sealed class SeededRandom : Random
{
    private SplitMix64 _source;

    public SeededRandom(long seed) => _source = new SplitMix64((ulong)seed);

    public override int Next() => _source.Below(int.MaxValue);

    public override int Next(int maxValue) => _source.Below(maxValue);

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => (long)(_source.Next() >> 1);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = (ulong)(maxValue - minValue);
        return minValue + (long)Math.BigMul(_source.Next(), range, out _);
    }

    public override double NextDouble() => _source.NextDouble();

    public override float NextSingle() => (float)(_source.Next() >> 40) * (1.0f / (1 << 24));

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        for (var at = 0; at < buffer.Length; at++)
        {
            buffer[at] = (byte)_source.Next();
        }
    }

    protected override double Sample() => NextDouble();
}
