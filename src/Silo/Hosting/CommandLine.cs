namespace Maas.Silo.Hosting;

/// <summary>The silo's own switches. Everything else on the command line is configuration, such as <c>--Maas:Data:Path=/var/lib/maas</c>.</summary>
internal static class CommandLine
{
    private const string Demo = "--demo";

    public static bool AsksForDemo(string[] arguments) => arguments.Contains(Demo, StringComparer.Ordinal);

    /// <summary>The arguments without switches: the configuration reader would take the word after a bare switch for its value.</summary>
    public static string[] WithoutSwitches(string[] arguments) => [.. arguments.Where(argument => argument != Demo)];
}
