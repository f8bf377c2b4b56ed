using System.Diagnostics;
using Maas.Servers;
using Maas.SparkJobs.Engines.Spark;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>
/// One spark-sql with Delta Lake for all tests that need no Spark of their own: a start costs as much as a small hour, and a warm one is several
/// times as quick. It reads its statements from a pipe, and ends with it.
/// </summary>
public sealed class SharedSpark : IAsyncDisposable
{
    private const string End = "maas.end";
    private const string Read = "maas.read";

    private static readonly string[] Settings =
    [
        "spark.sql.catalogImplementation=in-memory",
        "spark.ui.enabled=false",
        "spark.driver.memory=1024m",
        "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.session.timeZone=UTC",
        // Little data and many questions: compiling each costs more than it saves.
        "spark.sql.codegen.wholeStage=false",
        "spark.sql.codegen.factoryMode=NO_CODEGEN",
        "spark.sql.shuffle.partitions=2",
        "spark.databricks.delta.snapshotPartitions=1",
        "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
    ];

    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("maas-shared-spark-").FullName;
    private Process? _spark;
    private int _scripts;

    /// <summary>Runs the script up to its first failure and passes on what is printed, line by line; returns whether it came to its end.</summary>
    public async Task<bool> RunAsync(string script, Action<string> readLine, CancellationToken cancellationToken)
    {
        Assert.SkipWhen(OutsideProgram.Spark.Missing is not null, OutsideProgram.Spark.Missing ?? "");
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _spark ??= Start();
            var number = $"{_scripts++}";
            var file = Path.Combine(_folder, $"{number}.sql");
            await File.WriteAllTextAsync(file, $"{script}\nSET {End}={number};\n", cancellationToken);
            await _spark.StandardInput.WriteAsync($"SOURCE {file};\nSET {Read}={number};\n".AsMemory(), cancellationToken);
            await _spark.StandardInput.FlushAsync(cancellationToken);
            return await ReadAsync(_spark.StandardOutput, number, readLine, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_spark is not null)
        {
            _spark.StandardInput.Close();
            await _spark.StandardOutput.ReadToEndAsync();
            await _spark.WaitForExitAsync();
            _spark.Dispose();
        }

        _turn.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> ReadAsync(
        StreamReader output,
        string number,
        Action<string> readLine,
        CancellationToken cancellationToken
    )
    {
        var ended = false;
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == $"{Read}\t{number}")
            {
                return ended;
            }

            ended |= line == $"{End}\t{number}";
            readLine(line);
        }

        throw new InvalidOperationException("Spark has ended.");
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder,
            ArgumentList = { "-c", "exec \"$@\" 2>&1", "spark", SparkHome.Command(OutsideProgram.Spark.Path), "--master", "local[2]" },
            Environment = { ["SPARK_LOCAL_IP"] = "127.0.0.1" },
        };
        foreach (var setting in (string[])[.. Settings, $"spark.local.dir={_folder}", $"spark.sql.warehouse.dir={_folder}/tables"])
        {
            start.ArgumentList.Add("--conf");
            start.ArgumentList.Add(setting);
        }

        return Process.Start(start)!;
    }
}
