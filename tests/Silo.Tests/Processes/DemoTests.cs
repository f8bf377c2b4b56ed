using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_OnAnEmptyFolder_TellsTheLoopAndKeepsServing()
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path, settings: null, "--demo");

        await silo.WaitForAsync(
            () => Task.FromResult(silo.Output.Contains("Where to go next", StringComparison.Ordinal)),
            Patience.Limit,
            "done with the demo"
        );

        silo.Output.ShouldContain("What came in");
        silo.Output.ShouldContain("How the books balance");
        silo.Output.ShouldContain("One device");
        var sql = await CliProcess.RunAsync(silo, data.Path, "sql", "SELECT count(*) AS devices FROM devices", "--json");
        sql.ExitCode.ShouldBe(0, sql.Errors);
        sql.Output.ShouldContain("devices");
        var check = await CliProcess.RunAsync(silo, data.Path, "check");
        check.ExitCode.ShouldBe(0, check.Output + check.Errors);
        (await silo.InterruptAsync()).ShouldBe(0, silo.Output);
    }
}
