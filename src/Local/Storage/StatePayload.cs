using System.Text.Json;
using System.Text.Json.Serialization;
using Maas.Tracking.State;

namespace Maas.Local.Storage;

/// <summary>States that have a binary form of their own are stored in it; the others as JSON, so that people can read a ledger.</summary>
internal static class StatePayload
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IncludeFields = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static (byte[] Payload, StateFormat Format) Write<T>(T state) =>
        state is IStateBytes bytes
            ? (bytes.ToBytes(), StateFormat.Bytes)
            : (JsonSerializer.SerializeToUtf8Bytes(state, Json), StateFormat.Json);

    /// <param name="stored">The record.</param>
    /// <param name="empty">A new state to load a binary form into.</param>
    /// <exception cref="InvalidDataException">The payload is of another form than the type's.</exception>
    public static T Read<T>(StoredState stored, T empty)
    {
        if (empty is IStateBytes bytes)
        {
            Require(stored.Format == StateFormat.Bytes, typeof(T), stored.Format);
            bytes.Load(stored.Payload);
            return empty;
        }

        Require(stored.Format == StateFormat.Json, typeof(T), stored.Format);
        return JsonSerializer.Deserialize<T>(stored.Payload, Json) ?? empty;
    }

    private static void Require(bool matches, Type type, StateFormat format)
    {
        if (!matches)
        {
            throw new InvalidDataException($"The stored state is in the form {format}, which {type.Name} is not read from.");
        }
    }
}
