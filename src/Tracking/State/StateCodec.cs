using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maas.Tracking.State;

/// <summary>
/// Grain states as bytes, the same for every storage: a state that has a binary form of its own in that form, any other as JSON, so that
/// people can read a ledger.
/// </summary>
public static class StateCodec
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IncludeFields = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static byte[] Write<T>(T state) =>
        state is IStateBytes bytes ? bytes.ToBytes() : JsonSerializer.SerializeToUtf8Bytes(state, Json);

    /// <param name="payload">What <see cref="Write"/> returned for a state of this type, now or in an earlier version of the service.</param>
    /// <param name="empty">A new state, to load a binary form into and for a JSON <c>null</c>.</param>
    /// <exception cref="InvalidDataException">The bytes are not of the type's form.</exception>
    public static T Read<T>(ReadOnlySpan<byte> payload, T empty)
    {
        if (empty is IStateBytes bytes)
        {
            bytes.Load(payload);
            return empty;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(payload, Json) ?? empty;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The stored state is no JSON of a {typeof(T).Name}: {exception.Message}", exception);
        }
    }
}
