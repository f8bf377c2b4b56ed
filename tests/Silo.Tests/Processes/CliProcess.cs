using System.Diagnostics;

namespace Maas.Silo.Tests.Processes;

/// <summary>The built command line <c>maas</c> as its own process.</summary>
internal static class CliProcess
{
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        SiloProcess silo,
        string dataPath,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo("dotnet", [Repository.CliAssembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MAAS_URL"] = silo.Address.ToString();
        start.Environment["Maas__Data__Path"] = dataPath;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }
}
