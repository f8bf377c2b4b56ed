using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.Spark;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>How the runner starts, follows and ends its child, shown on a stand-in that is quick and does as it is told.</summary>
public sealed class LocalSparkRunnerTests
{
    /// <summary>A child that never ends, with a child of its own; both write down who they are.</summary>
    private const string Endless = """
        printf 'maas.step\tdevice_lake/device_rows\n'
        sleep 100000 &
        echo $! > child
        echo $$ > self
        wait
        """;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Run_ThatPrintsMarkers_GivesStepsAndKeepsTheLog()
    {
        using var spark = new StandInSpark(
            """
            printf 'maas.step\tdevice_lake/device_rows\n'
            echo 'Time taken: 1.5 seconds' >&2
            printf 'maas.step\tdevice_lake/id_links\nmaas.step\t\n'
            """,
            _time
        );
        var progress = new Steps();

        var steps = await spark.RunAsync(progress, CancellationToken.None);

        steps
            .Select(step => (step.Name, step.State))
            .ShouldBe([("device_lake/device_rows", RunStepState.Succeeded), ("device_lake/id_links", RunStepState.Succeeded)]);
        progress
            .Seen.Select(step => step.State)
            .ShouldBe([RunStepState.Running, RunStepState.Succeeded, RunStepState.Running, RunStepState.Succeeded]);
        spark.Log.ShouldContain("Time taken: 1.5 seconds");
        spark.Litter.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        """
            26/11/22 10:00:00 WARN Utils: odd
            java.net.UnknownHostException: survived
            26/11/22 10:00:01 ERROR Executor: Exception in task 0.0
            java.io.EOFException: Unexpected end of input stream
            	at a.b.C
            26/11/22 10:00:02 ERROR TaskSetManager: Task 0 failed 1 times; aborting job
            Job aborted due to stage failure: Task 0 failed
            """,
        "java.io.EOFException: Unexpected end of input stream"
    )]
    [InlineData(
        """
            26/11/22 10:00:00 WARN Utils: odd
            [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `x` cannot be resolved.; line 2 pos 7;
            'Project ['x]
            """,
        "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `x` cannot be resolved.; line 2 pos 7;"
    )]
    [InlineData(
        "Exception in thread \"main\" org.apache.spark.SparkException: Master must start with yarn",
        "Exception in thread \"main\" org.apache.spark.SparkException: Master must start with yarn"
    )]
    [InlineData("JAVA_HOME is not set", "JAVA_HOME is not set")]
    [InlineData("", "spark-sql ended with code 3")]
    public async Task Run_ThatFails_NamesTheStepTheFirstExceptionAndTheLog(string printed, string reason)
    {
        using var spark = new StandInSpark(
            $"printf 'maas.step\\tdevice_lake/device_rows\\n'\nsleep 0.2\ncat >&2 <<'END'\n{printed}\nEND\nexit 3",
            _time
        );
        var progress = new Steps();

        var failure = await Should.ThrowAsync<BatchStepException>(() => spark.RunAsync(progress, CancellationToken.None));

        failure.Step.ShouldBe("device_lake/device_rows");
        failure.Message.ShouldBe($"device_lake/device_rows: {reason} (log: runs/2026/11/22/10/run/2026112210-1.log)");
        progress.Seen[^1].State.ShouldBe(RunStepState.Failed);
        spark.Log.ShouldContain("maas.step");
        spark.Litter.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_PartsOfAViewWithoutRows_DoesWhatStandsForThemAndAsksOnce()
    {
        using var spark = new StandInSpark("", _time);

        var steps = await spark.RunAsync(
            IRunProgress.None,
            CancellationToken.None,
            new SparkPart("first;\n"),
            new SparkPart("\nSET maas.step=device_lake/round_1;\nround 1;\n")
            {
                OnlyIfAny = "full",
                Otherwise = "no round 1;\n",
                Spared = 4,
            },
            new SparkPart("round 2;\n")
            {
                OnlyIfAny = "bare",
                Otherwise = "no rounds 2 and 3;\n",
                Spared = 2,
            },
            // Would have rows if it were asked.
            new SparkPart("round 3;\n") { OnlyIfAny = "full", Otherwise = "no round 3;\n" },
            new SparkPart("round 4;\n") { OnlyIfAny = "full", Otherwise = "no round 4;\n" },
            new SparkPart("last;\nSET maas.step=;\n")
        );

        (await spark.ReadAsync("ran"))
            .Split('\n')
            .Where(statement => !statement.StartsWith("SELECT ", StringComparison.Ordinal))
            .ShouldBe(["first;", "round 1;", "no rounds 2 and 3;", "round 4;", "last;"]);
        steps.ShouldHaveSingleItem().Name.ShouldBe("device_lake/round_1");
    }

    [Fact]
    public async Task Run_ThatEndsByItselfInTheMiddle_Fails()
    {
        using var spark = new StandInSpark("exit 0", _time);

        var failure = await Should.ThrowAsync<BatchStepException>(() =>
            spark.RunAsync(IRunProgress.None, CancellationToken.None, new SparkPart("first;\n"))
        );

        failure.Message.ShouldContain("spark-sql ended with code 0");
    }

    [Fact]
    public async Task Run_Cancelled_EndsTheChildAndAllThatItStarted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Whether a process is alive is read from /proc.");
        using var spark = new StandInSpark(Endless, _time);
        using var cancelled = new CancellationTokenSource();
        var run = spark.RunAsync(IRunProgress.None, cancelled.Token);
        int[] processes = [await PidAsync(spark, "self"), await PidAsync(spark, "child")];
        processes.ShouldAllBe(pid => IsAlive(pid));

        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run);
        processes.ShouldAllBe(pid => !IsAlive(pid));
        spark.Litter.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_OverItsTime_EndsTheChildAndSaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Whether a process is alive is read from /proc.");
        using var spark = new StandInSpark(Endless, _time, options => options.TimeMax = TimeSpan.FromMinutes(5));
        var run = spark.RunAsync(IRunProgress.None, CancellationToken.None);
        int[] processes = [await PidAsync(spark, "self"), await PidAsync(spark, "child")];

        _time.Advance(TimeSpan.FromMinutes(5));

        var failure = await Should.ThrowAsync<BatchStepException>(() => run);
        failure.Message.ShouldContain("it took longer than 00:05:00 (Maas:Batch:Spark:TimeMax)");
        processes.ShouldAllBe(pid => !IsAlive(pid));
    }

    [Fact]
    public async Task Run_AfterOneThatWasKilled_RemovesWhatThatLeft()
    {
        using var spark = new StandInSpark("true", _time);
        var left = spark.Store.Locate("tmp/spark/run-2026112209-1/rows");
        Directory.CreateDirectory(left);

        await spark.RunAsync(IRunProgress.None, CancellationToken.None);

        Directory.Exists(left).ShouldBeFalse();
        spark.Litter.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ThatPrintsWithoutEnd_KeepsABoundedLogAndStillFindsTheReason()
    {
        using var spark = new StandInSpark(
            "for i in $(seq 2000); do echo \"line $i\"; done; echo 'java.lang.OutOfMemoryError: Java heap space' >&2; exit 52",
            _time,
            options => options.LogBytesMax = 4096
        );

        var failure = await Should.ThrowAsync<BatchStepException>(() => spark.RunAsync(IRunProgress.None, CancellationToken.None));

        failure.Message.ShouldContain("java.lang.OutOfMemoryError: Java heap space");
        spark.Log.Length.ShouldBeLessThanOrEqualTo(4096);
    }

    private static async Task<int> PidAsync(StandInSpark spark, string file) => int.Parse(await spark.ReadAsync(file));

    /// <summary>A process that has ended may wait for its parent to take note: that is no life.</summary>
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

    private sealed class Steps : IRunProgress
    {
        public List<RunStep> Seen { get; } = [];

        public void Report(RunStep value) => Seen.Add(value);

        public void Report(RunCluster value) { }
    }
}
