using Maas.Gateway.Ingestion.Json;

namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>Which values a field can take, and which fields are objects with known members.</summary>
internal static class FieldShapes
{
    /// <summary>A bit for each field that is an object with known members.</summary>
    private const ulong Containers =
        (1UL << (int)Field.Properties)
        | (1UL << (int)Field.Context)
        | (1UL << (int)Field.Device)
        | (1UL << (int)Field.Os)
        | (1UL << (int)Field.App)
        | (1UL << (int)Field.Network)
        | (1UL << (int)Field.Screen)
        | (1UL << (int)Field.Location)
        | (1UL << (int)Field.Library);

    /// <summary>The last member of a container, itself if the field is none.</summary>
    public static Field LastMember(Field field) =>
        field switch
        {
            Field.Message => Field.LibraryVersion,
            Field.Properties => Field.PropertiesBearing,
            Field.Context => Field.LibraryVersion,
            Field.Device => Field.AttTrackingStatus,
            Field.Os => Field.OsVersion,
            Field.App => Field.AppVersion,
            Field.Network => Field.NetworkCarrier,
            Field.Screen => Field.ScreenDensity,
            Field.Location => Field.Bearing,
            Field.Library => Field.LibraryVersion,
            _ => field,
        };

    public static bool IsContainer(Field field) => ((Containers >> (int)field) & 1) != 0;

    /// <summary>
    /// Whether the value can stand for the field. One that cannot (an array for a user id) is kept in <c>extra</c> like an unknown member.
    /// Numbers and booleans stand for texts: some libraries send numeric user ids.
    /// </summary>
    public static bool Accepts(Field field, JsonKind kind) =>
        field switch
        {
            Field.Unknown => false,
            _ when IsContainer(field) => false,
            Field.Integrations or Field.Consent => kind == JsonKind.Object,
            _ => kind is JsonKind.Text or JsonKind.EscapedText or JsonKind.Number or JsonKind.True or JsonKind.False,
        };

    /// <summary>Fields that are stored in their own form or not at all: a value that cannot stand for one is dropped.</summary>
    public static bool IsPersonal(Field field) => field is Field.AdvertisingId or Field.DeviceToken or Field.DeviceName or Field.Ip;
}
