using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Maas.Silo.Hosting;

/// <summary>
/// Holds what is configured below <c>Maas</c> against the options that there are. The binder throws at the first value that it cannot read, with
/// a stack trace and no fix, and passes over a key that nothing asks for.
/// </summary>
internal static class KnownSettings
{
    private const string Root = "Maas";

    /// <exception cref="OptionsValidationException">Values are not of their option's type; all of them are named.</exception>
    public static void ExpectReadable(this IConfiguration configuration)
    {
        var errors = All().Select(setting => Unreadable(setting, configuration[setting.Key])).OfType<string>().ToList();
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(Root, typeof(KnownSettings), errors);
        }
    }

    /// <summary>Keys with a value that no option has, such as misspelled ones.</summary>
    public static IReadOnlyList<string> FindUnknown(IConfiguration configuration)
    {
        var known = All().Select(setting => setting.Key).ToList();
        return
        [
            .. configuration
                .GetSection(Root)
                .AsEnumerable()
                .Where(entry => entry.Value is not null && !known.Any(key => IsAtOrBelow(entry.Key, key)))
                .Select(entry => entry.Key)
                .Order(StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static bool IsAtOrBelow(string key, string option) =>
        key.StartsWith(option, StringComparison.OrdinalIgnoreCase) && (key.Length == option.Length || key[option.Length] == ':');

    /// <summary>Every property of every options class; each names its section.</summary>
    private static IEnumerable<(string Key, Type Type)> All() =>
        from assembly in Assemblies()
        from type in assembly.GetTypes()
        where type.Name.EndsWith("Options", StringComparison.Ordinal)
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue()
        where section is string
        from property in type.GetProperties()
        where property.SetMethod is { IsPublic: true } || typeof(IEnumerable).IsAssignableFrom(property.PropertyType)
        select ($"{section}:{property.Name}", property.PropertyType);

    private static IEnumerable<Assembly> Assemblies()
    {
        var silo = typeof(KnownSettings).Assembly;
        return
        [
            silo,
            .. silo.GetReferencedAssemblies()
                .Where(name => name.Name?.StartsWith($"{Root}.", StringComparison.Ordinal) == true)
                .Select(Assembly.Load),
        ];
    }

    private static string? Unreadable((string Key, Type Type) setting, string? text)
    {
        var type = Nullable.GetUnderlyingType(setting.Type);
        if (text is null || (type is not null && text.Length == 0))
        {
            return null;
        }

        type ??= setting.Type;
        var converter = TypeDescriptor.GetConverter(type);
        if (type == typeof(string) || !type.IsValueType || !converter.CanConvertFrom(typeof(string)))
        {
            return null;
        }

        try
        {
            converter.ConvertFromInvariantString(text);
            return null;
        }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
        {
            return $"{setting.Key} is '{text}'; give {Form(type)}.";
        }
    }

    private static string Form(Type type) =>
        type == typeof(TimeSpan) ? "a time, [days.]hours:minutes:seconds"
        : type == typeof(bool) ? "true or false"
        : type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
        : type == typeof(double) ? "a number"
        : "a whole number";
}
