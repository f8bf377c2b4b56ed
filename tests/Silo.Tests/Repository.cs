using System.Runtime.CompilerServices;

namespace Maas.Silo.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(ThisFile());

    /// <summary>The silo as built in the tests' own configuration.</summary>
    public static string SiloAssembly => Built("Silo", "Maas.Silo.dll");

    /// <summary>The gateway apart as built in the tests' own configuration.</summary>
    public static string GatewayAssembly => Built("Gateway", "Maas.Gateway.dll");

    /// <summary>The command line as built in the tests' own configuration.</summary>
    public static string CliAssembly => Built("Cli", "maas.dll");

    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string Built(string room, string assembly)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(Root, "src", room, "bin", configuration, "net10.0", assembly);
    }

    private static string Find(string file)
    {
        for (var folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Orleans.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No Orleans.sln above {file}: run the tests from a checkout of the repository.");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
