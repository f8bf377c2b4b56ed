using Maas.SparkJobs.Engines.Spark;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>A folder that looks like a Spark's, whose spark-sql is a shell script of the test; and the product's runner over it.</summary>
internal sealed class StandInSpark : IDisposable
{
    /// <summary>
    /// Takes statements as spark-sql does: answers settings, and runs files, of which it writes the statements down. A view named <c>full</c> has a row.
    /// </summary>
    private const string Obey = """
        obey() {
          while read -r statement; do
            case "$statement" in
              SOURCE*) file=${statement#SOURCE }; obey < "${file%;}" ;;
              SET*) pair=${statement#SET }; pair=${pair%;}; printf '%s\t%s\n' "${pair%%=*}" "${pair#*=}" ;;
              SELECT*full*) printf 'maas.any\tfull\n' ;;
              QUIT*) exit 0 ;;
              ?*) echo "$statement" >> ran ;;
            esac
          done
        }
        obey
        """;

    private readonly string _home = Directory.CreateTempSubdirectory("maas-spark-").FullName;

    public StandInSpark(string script, TimeProvider time, Action<SparkOptions>? configure = null)
    {
        var command = SparkHome.Command(_home);
        Directory.CreateDirectory(Path.GetDirectoryName(command)!);
        File.WriteAllText(command, $"#!/bin/bash\ncd {_home}\n{script}\n{Obey}\n");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "spark-sql is a shell script.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var options = new SparkOptions { Home = _home };
        configure?.Invoke(options);
        Runner = new LocalSparkRunner(
            Store,
            new ScratchFolder(Store.Locate("tmp")),
            time,
            Microsoft.Extensions.Options.Options.Create(options),
            NullLogger<LocalSparkRunner>.Instance
        );
    }

    public FolderObjectStore Store { get; } = new();

    public LocalSparkRunner Runner { get; }

    public Task<IReadOnlyList<RunStep>> RunAsync(IRunProgress progress, CancellationToken cancellationToken, params SparkPart[] parts) =>
        Runner.RunAsync(
            new SparkRun(
                "2026112210-1",
                Order: null,
                "runs/2026/11/22/10/run/2026112210-1",
                "runs/2026/11/22/10/run/2026112210-1.log",
                [new SparkScript("device_lake", parts, [])]
            ),
            progress,
            cancellationToken
        );

    /// <summary>What the script wrote to a file of its current folder, trimmed; waits until it is there.</summary>
    public async Task<string> ReadAsync(string file)
    {
        var path = Path.Combine(_home, file);
        while (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Trim();
    }

    public string Log => File.ReadAllText(Store.Locate("runs/2026/11/22/10/run/2026112210-1.log"));

    /// <summary>What runs have left in the folder that is theirs.</summary>
    public IEnumerable<string> Litter =>
        Directory.Exists(Store.Locate("tmp/spark")) ? Directory.EnumerateFileSystemEntries(Store.Locate("tmp/spark")) : [];

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_home, recursive: true);
    }
}
