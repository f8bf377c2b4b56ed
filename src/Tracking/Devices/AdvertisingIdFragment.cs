using Maas.Tracking.Csv;

namespace Maas.Tracking.Devices;

/// <summary>The group of advertising ids: the fragment <c>idfa,gaid</c> of two CSV fields.</summary>
public static class AdvertisingIdFragment
{
    /// <summary>Whether the fragment names no id: it is absent or cleared.</summary>
    public static bool IsNone(ReadOnlySpan<byte> fragment) => fragment.IsEmpty || fragment.SequenceEqual(DeviceContent.NoIds);

    /// <summary>Both ids; null for one that the fragment does not name.</summary>
    public static (string? Idfa, string? Gaid) Read(ReadOnlySpan<byte> fragment)
    {
        var fields = new CsvFragment(fragment);
        return (fields.ReadText(), fields.ReadText());
    }
}
