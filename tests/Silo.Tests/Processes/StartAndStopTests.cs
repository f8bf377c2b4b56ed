using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

public sealed class StartAndStopTests
{
    [Fact]
    public async Task Start_InDevelopment_PrintsACurlLineThatWorksWhenPasted()
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path);

        await silo.WaitForAsync(
            () => Task.FromResult(silo.Output.Contains("Ctrl-C", StringComparison.Ordinal)),
            Patience.Limit,
            "announced"
        );
        silo.Output.ShouldContain(silo.Address.ToString().TrimEnd('/'));
        silo.Output.ShouldContain(data.Path);
        silo.Output.ShouldContain("demo-write-key");
        var curls = silo.Output.Split('\n').Where(line => line.TrimStart().StartsWith("curl ", StringComparison.Ordinal)).ToList();
        curls.Count.ShouldBe(2);
        (await ShellAsync(curls[0] + " -sf")).ShouldBe("""{"success":true}""");
        (await ShellAsync(curls[1] + " -sf")).ShouldContain("my-phone");
    }

    [Fact]
    public async Task Interrupt_AfterEvents_ExitsWithZeroAndEverythingAcknowledgedIsInSealedFiles()
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path);
        var sender = new EventSender(new Random(1));
        await sender.SendBatchesAsync(silo.Client, 30);

        var exitCode = await silo.InterruptAsync();

        exitCode.ShouldBe(0, silo.Output);
        var delivered = SealedTrackingRows(data.Path).Select(row => row.Split(',')[5]).ToList();
        delivered.ShouldBeUnique();
        delivered.ShouldBe(sender.Acknowledged.Keys, ignoreOrder: true);
        Directory.GetFiles(Path.Combine(data.Path, "raw"), "*", SearchOption.AllDirectories).ShouldAllBe(file => file.EndsWith(".csv.gz"));
    }

    [Fact]
    public async Task Interrupt_WhileItStarts_ExitsWithoutAStackTrace()
    {
        using var data = new TemporaryFolder();
        await using var silo = SiloProcess.Launch(data.Path);
        await silo.WaitForAsync(
            () => Task.FromResult(Directory.Exists(Path.Combine(data.Path, "state"))),
            Patience.Limit,
            "at its data folder"
        );

        // 130: it had not got as far as to take the signal itself.
        (await silo.InterruptAsync()).ShouldBeOneOf(0, 130);

        silo.Output.ShouldNotContain("Unhandled exception");
    }

    [Fact]
    public async Task Start_OnANetworkWithoutEncryption_NamesTheAddressAndTheWaysOut()
    {
        using var data = new TemporaryFolder();
        const string address = "http://0.0.0.0:18123";

        await using var silo = SiloProcess.Launch(data.Path, new Dictionary<string, string> { ["ASPNETCORE_URLS"] = address });

        (await silo.WaitForExitAsync()).ShouldBe(1, silo.Output);
        silo.Output.ShouldContain($"{address} would carry keys and device data unencrypted");
    }

    [Fact]
    public async Task Start_WithLogsAsJson_PrintsNothingElse()
    {
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Logging__Console__FormatterName"] = "json",
            ["Maas__Delivery__Knid"] = "Local",
        };
        await using var silo = await SiloProcess.StartAsync(data.Path, settings);

        (await silo.InterruptAsync()).ShouldBe(0, silo.Output);

        var lines = silo.Output.Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        lines.ShouldAllBe(line => line.ContainsKey("EventId") && line.ContainsKey("LogLevel") && line.ContainsKey("Message"));
        lines.Select(line => line["State"]!["Key"]?.GetValue<string>()).ShouldContain("Maas:Delivery:Knid");
    }

    [Fact]
    public async Task SecondStart_OnTheSameDataFolder_SaysWhoHoldsIt()
    {
        using var data = new TemporaryFolder();
        await using var first = await SiloProcess.StartAsync(data.Path);
        await using var second = SiloProcess.Launch(data.Path);

        var exitCode = await second.WaitForExitAsync();

        exitCode.ShouldBe(1, second.Output);
        second.Output.ShouldContain("Maas cannot start");
        second.Output.ShouldContain(data.Path);
        second.Output.ShouldContain("process");
        first.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Start_InProductionWithoutKeys_NamesEveryMissingKeyAtOnce()
    {
        using var data = new TemporaryFolder();
        await using var silo = SiloProcess.Launch(data.Path, new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" });

        var exitCode = await silo.WaitForExitAsync();

        exitCode.ShouldBe(1, silo.Output);
        silo.Output.ShouldContain("Maas:Apps");
        silo.Output.ShouldContain("Maas:ReadKeys");
        silo.Output.ShouldContain("Maas:AdminKeys");
        silo.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Start_WithAnOptionOutOfRange_NamesTheKeyTheValueAndTheFix()
    {
        using var data = new TemporaryFolder();
        await using var silo = SiloProcess.Launch(data.Path, new Dictionary<string, string> { ["Maas__Devices__MessageWindow"] = "-3" });

        var exitCode = await silo.WaitForExitAsync();

        exitCode.ShouldBe(1, silo.Output);
        silo.Output.ShouldContain("Maas:Devices:MessageWindow");
        silo.Output.ShouldContain("-3");
    }

    [Fact]
    public async Task Start_WithValuesThatCannotBeRead_NamesEveryKeyTheValueAndTheFix()
    {
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string>
        {
            ["Maas__Batch__Engine"] = "Abacus",
            ["Maas__Runs__QuietTime"] = "soon",
            ["Maas__Cluster__SiloPort"] = "x1",
        };
        await using var silo = SiloProcess.Launch(data.Path, settings);

        var exitCode = await silo.WaitForExitAsync();

        exitCode.ShouldBe(1, silo.Output);
        silo.Output.ShouldContain("Maas:Batch:Engine is 'Abacus'; give DuckDb");
        silo.Output.ShouldContain("Maas:Runs:QuietTime is 'soon'; give a time, [days.]hours:minutes:seconds.");
        silo.Output.ShouldContain("Maas:Cluster:SiloPort is 'x1'; give a whole number.");
        silo.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Start_WithAMisspelledSetting_SaysThatItHasNoEffect()
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(
            data.Path,
            new Dictionary<string, string> { ["Maas__Delivery__SegmentByteMax"] = "1048576" }
        );

        var warnings = silo.Output.Split('\n').Where(line => line.Contains("no such setting", StringComparison.Ordinal));
        warnings.ShouldHaveSingleItem().ShouldContain("Maas:Delivery:SegmentByteMax");
    }

    [Theory]
    [InlineData("nonsense", "'nonsense' is no address to listen on")]
    [InlineData("http://192.0.2.1:8080", "http://192.0.2.1:8080 is no address of this machine")]
    public async Task Start_OnAnAddressThatCannotBe_SaysSoInOneLine(string address, string reason)
    {
        using var data = new TemporaryFolder();
        await using var silo = SiloProcess.Launch(
            data.Path,
            new Dictionary<string, string> { ["ASPNETCORE_URLS"] = address, ["Maas__Gateway__AllowPlainHttp"] = "true" }
        );

        var exitCode = await silo.WaitForExitAsync();

        exitCode.ShouldBe(1, silo.Output);
        silo.Output.Split('\n').Length.ShouldBe(2, silo.Output);
        silo.Output.ShouldContain(reason);
    }

    [Fact]
    public async Task Help_ShowsTheSwitchesAndStartsNothing()
    {
        using var data = new TemporaryFolder();
        await using var silo = SiloProcess.Launch(data.Path, null, "--help");

        var exitCode = await silo.WaitForExitAsync();

        exitCode.ShouldBe(0, silo.Output);
        silo.Output.ShouldContain("--demo");
        Directory.EnumerateFileSystemEntries(data.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Maas:Objects:Kind")]
    [InlineData("Maas:Delivery:Kind")]
    [InlineData("Maas:Cluster:Kind")]
    public async Task Start_WithAKindThatDoesNotExist_NamesTheKeyTheValueAndTheFix(string key)
    {
        using var data = new TemporaryFolder();
        var variable = key.Replace(":", "__", StringComparison.Ordinal);
        await using var silo = SiloProcess.Launch(data.Path, new Dictionary<string, string> { [variable] = "Nonesuch" });

        var exitCode = await silo.WaitForExitAsync();

        exitCode.ShouldBe(1, silo.Output);
        silo.Output.ShouldContain($"{key} is 'Nonesuch'; give ");
        silo.Output.ShouldNotContain("   at ");
    }

    private static IEnumerable<string> SealedTrackingRows(string dataPath) =>
        Directory
            .GetFiles(Path.Combine(dataPath, "raw", "tracking"), "*.csv.gz", SearchOption.AllDirectories)
            .SelectMany(file =>
            {
                using var text = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
                return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            });

    private static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command.Trim()]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0, output);
        return output.Trim();
    }
}
