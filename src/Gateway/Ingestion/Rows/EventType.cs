namespace Maas.Gateway.Ingestion.Rows;

/// <summary>The kinds of events of the protocol.</summary>
internal enum EventType : byte
{
    Unknown,
    Identify,
    Track,
    Page,
    Screen,
    Group,
    Alias,
}

/// <summary>The event types' names.</summary>
internal static class EventTypes
{
    public static EventType Parse(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            4 when name.SequenceEqual("page"u8) => EventType.Page,
            5 when name.SequenceEqual("track"u8) => EventType.Track,
            5 when name.SequenceEqual("group"u8) => EventType.Group,
            5 when name.SequenceEqual("alias"u8) => EventType.Alias,
            6 when name.SequenceEqual("screen"u8) => EventType.Screen,
            8 when name.SequenceEqual("identify"u8) => EventType.Identify,
            _ => EventType.Unknown,
        };

    public static ReadOnlySpan<byte> Name(EventType type) =>
        type switch
        {
            EventType.Identify => "identify"u8,
            EventType.Track => "track"u8,
            EventType.Page => "page"u8,
            EventType.Screen => "screen"u8,
            EventType.Group => "group"u8,
            EventType.Alias => "alias"u8,
            _ => default,
        };
}
