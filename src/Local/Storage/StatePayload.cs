using Maas.Tracking.State;

namespace Maas.Local.Storage;

/// <summary>A state's bytes together with the form that the record names beside them.</summary>
internal static class StatePayload
{
    public static (byte[] Payload, StateFormat Format) Write<T>(T state) =>
        (StateCodec.Write(state), state is IStateBytes ? StateFormat.Bytes : StateFormat.Json);

    /// <param name="stored">The record.</param>
    /// <param name="empty">A new state to load a binary form into.</param>
    /// <exception cref="InvalidDataException">The payload is of another form than the type's.</exception>
    public static T Read<T>(StoredState stored, T empty)
    {
        var expected = empty is IStateBytes ? StateFormat.Bytes : StateFormat.Json;
        return stored.Format == expected
            ? StateCodec.Read(stored.Payload, empty)
            : throw new InvalidDataException($"The stored state is in the form {stored.Format}, which {typeof(T).Name} is not read from.");
    }
}
