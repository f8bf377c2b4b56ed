using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Maas.Servers;

/// <summary>A program of this repository as built in the tests' own configuration, to run as a process of its own.</summary>
public static class BuiltProgram
{
    /// <param name="path">The project's folder below the repository, such as <c>tools/FirehoseStandIn</c>.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static ProcessStartInfo Start(string path, IEnumerable<string> arguments) => new("dotnet", [Assembly(path), .. arguments]);

    /// <summary>The built assembly of a project.</summary>
    public static string Assembly(string path)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(Root, path, "bin", configuration, "net10.0", $"Maas.{Path.GetFileName(path)}.dll");
    }

    private static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
