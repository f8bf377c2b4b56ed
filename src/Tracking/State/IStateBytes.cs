namespace Maas.Tracking.State;

/// <summary>
/// A grain's state that has a binary form of its own, versioned by itself. A storage provider that knows this interface stores those
/// bytes as they are; any other serialises the type as usual. The type has a parameterless constructor, and its absent state is what
/// that makes.
/// </summary>
public interface IStateBytes
{
    /// <summary>The state as bytes that <see cref="Load"/> of this and of every later version reads. The caller leaves them unchanged.</summary>
    byte[] ToBytes();

    /// <summary>Takes over what <see cref="ToBytes"/> once returned. Nothing of the span is kept.</summary>
    /// <exception cref="InvalidDataException">The bytes are of a later version, or no state at all.</exception>
    void Load(ReadOnlySpan<byte> bytes);
}
