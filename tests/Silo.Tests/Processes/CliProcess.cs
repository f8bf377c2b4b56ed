using System.Diagnostics;

namespace Maas.Silo.Tests.Processes;

/// <summary>The built command line <c>maas</c> as its own process.</summary>
internal static class CliProcess
{
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        SiloProcess silo,
        string dataPath,
        params string[] arguments
    ) => RunAsync(silo, dataPath, new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>With the settings of a service in its environment.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        SiloProcess silo,
        string dataPath,
        IReadOnlyDictionary<string, string> settings,
        params string[] arguments
    ) => RunAsync(silo.Address, dataPath, settings, arguments);

    /// <summary>Without a service that runs.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        Uri service,
        string dataPath,
        IReadOnlyDictionary<string, string> settings,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo("dotnet", [Repository.CliAssembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MAAS_URL"] = service.ToString();
        start.Environment["Maas__Data__Path"] = dataPath;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }
}
