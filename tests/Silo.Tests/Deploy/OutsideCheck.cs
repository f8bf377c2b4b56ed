using System.Diagnostics;
using Maas.Servers;

namespace Maas.Silo.Tests.Deploy;

/// <summary>A checker of the trade, run over files of the repository.</summary>
internal static class OutsideCheck
{
    /// <summary>Runs it in the repository's root; its words, when it is not content, are the test's failure.</summary>
    public static async Task ShouldPassAsync(OutsideProgram program, params string[] arguments)
    {
        Assert.SkipWhen(program.Missing is not null, program.Missing ?? "");
        var start = new ProcessStartInfo(program.Path, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, string.Join('\n', said));
    }
}
