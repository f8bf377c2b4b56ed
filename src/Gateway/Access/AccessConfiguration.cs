using Microsoft.Extensions.Configuration;

namespace Maas.Gateway.Access;

/// <summary>Reads keys from configuration, where an entry may be one text or a section of its own, which the binder cannot tell apart.</summary>
internal static class AccessConfiguration
{
    public static void Read(IConfigurationSection maas, AccessOptions options)
    {
        foreach (var entry in Entries(maas.GetSection(nameof(AccessOptions.ReadKeys))))
        {
            var key = entry.Value ?? entry[nameof(ReadKey.Key)] ?? "";
            options.ReadKeys.Add(new ReadKey(key, [.. Texts(entry.GetSection(nameof(ReadKey.Apps)))]));
        }

        foreach (var entry in Entries(maas.GetSection(nameof(AccessOptions.AdminKeys))))
        {
            options.AdminKeys.Add(entry.Value ?? entry[nameof(ReadKey.Key)] ?? "");
        }
    }

    /// <summary>The section itself when it is a single text, else its children.</summary>
    private static IEnumerable<IConfigurationSection> Entries(IConfigurationSection section) =>
        section.Value is { Length: > 0 } ? [section] : section.GetChildren();

    private static IEnumerable<string> Texts(IConfigurationSection section) =>
        section.Value is { Length: > 0 } one
            ? one.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : section.GetChildren().Select(child => child.Value ?? "");
}
