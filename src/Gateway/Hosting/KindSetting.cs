using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Hosting;

public static class KindSetting
{
    /// <summary>The section's <c>Kind</c>, its first member when there is none.</summary>
    /// <exception cref="OptionsValidationException">
    /// There is no such kind. Thrown at once: which further options there are to validate depends on it.
    /// </exception>
    public static T ReadKind<T>(this IConfiguration configuration, string section)
        where T : struct, Enum
    {
        var key = $"{section}:Kind";
        var text = configuration[key];
        if (string.IsNullOrEmpty(text))
        {
            return default;
        }

        return Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(text, ignoreCase: true)
            : throw new OptionsValidationException(
                section,
                typeof(T),
                [$"{key} is '{text}'; give {string.Join(" or ", Enum.GetNames<T>())}."]
            );
    }
}
