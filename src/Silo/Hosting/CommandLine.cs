namespace Maas.Silo.Hosting;

/// <summary>The silo's own switches. Everything else on the command line is configuration, such as <c>--Maas:Data:Path=/var/lib/maas</c>.</summary>
internal static class CommandLine
{
    private const string Demo = "--demo";
    private const string Check = "--check";

    private const string Help = """
        Serves the whole product: gateway, device registry, delivery, hourly batch.

          --demo             Run a simulated fleet through the whole loop first, and print what became of it
          --check            Start nothing: print as JSON what is wrong with the settings; exit code 1 if a start would be refused
          --SETTING=VALUE    Any setting, such as --Maas:Data:Path=/var/lib/maas or --urls=http://127.0.0.1:9090
          --help             Show this

        Settings are also read from the environment, as Maas__Data__Path. docs/configuration.md describes all of them.
        """;

    public static bool AsksForDemo(string[] arguments) => arguments.Contains(Demo, StringComparer.Ordinal);

    public static bool AsksForCheck(string[] arguments) => arguments.Contains(Check, StringComparer.Ordinal);

    public static bool AsksForHelp(string[] arguments) => arguments.Any(argument => argument is "--help" or "-h" or "-?");

    public static int ShowHelp()
    {
        Console.Out.WriteLine(Help);
        return 0;
    }

    /// <summary>The arguments without switches: the configuration reader would take the word after a bare switch for its value.</summary>
    public static string[] WithoutSwitches(string[] arguments) => [.. arguments.Where(argument => argument is not (Demo or Check))];
}
