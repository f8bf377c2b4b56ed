using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>kill -9 of the silo while Spark works for it. A stand-in shows what becomes of Spark: it would go on for a day.</summary>
public sealed class SparkKillTests
{
    [Fact]
    public async Task KillDuringARunOnSpark_EndsSparkToo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Whether a process is alive is read from /proc.");
        using var data = new TemporaryFolder();
        using var home = new TemporaryFolder();
        var command = Path.Combine(Directory.CreateDirectory(Path.Combine(home.Path, "bin")).FullName, "spark-sql");
        var pidFile = Path.Combine(home.Path, "pids");
        await File.WriteAllTextAsync(
            command,
            $"#!/bin/bash\nsleep 86400 &\necho $! $$ > '{pidFile}.new'; mv '{pidFile}.new' '{pidFile}'\nwait\n"
        );
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Maas__Batch__Engine"] = "Spark",
            ["Maas__Batch__Spark__Home"] = home.Path,
        };
        await using var silo = await SiloProcess.StartAsync(data.Path, settings);
        await new EventSender(new Random(7)).SendBatchesAsync(silo.Client, 3);
        var now = TimeProvider.System.GetUtcNow();
        await RunClient.RequestAsync(silo.Client, now.AddHours(-1), now.AddHours(1));
        await silo.WaitForAsync(() => Task.FromResult(File.Exists(pidFile)), Patience.Limit, "running Spark");
        var processes = (await File.ReadAllTextAsync(pidFile)).Split(' ').Select(int.Parse).ToList();
        processes.ShouldAllBe(pid => IsAlive(pid));

        await silo.KillAsync();

        while (processes.Exists(IsAlive))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
