using Maas.EmrStandIn.Control;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.Emr;
using Maas.Tracking.Runs;

namespace Maas.Aws.Tests.Emr;

/// <summary>A run on the engine of EMR, and what becomes of it under each fault that the stand-in knows.</summary>
public sealed class EngineFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithoutFaults_TellsItsClusterStepsLogsAndCost()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        await engine.Store.PutAsync("runs/work/2026112210-3/left", "over"u8.ToArray(), Cancellation);

        var steps = await engine.RunAsync();

        steps
            .Select(step => (step.Name, step.State))
            .ShouldBe([("emr/device_lake", RunStepState.Succeeded), ("emr/tracking_match", RunStepState.Succeeded)]);
        var cluster = engine.Told.Clusters[^1];
        cluster.State.ShouldBe("TERMINATED: ALL_STEPS_COMPLETED: Steps completed");
        cluster.Logs.ShouldBe($"s3://bucket/logs/emr/{cluster.Id}/");
        cluster.CostUsd.ShouldNotBeNull();
        engine.Faults.Calls["RunJobFlow"].ShouldBe(1);
        File.Exists(Path.Combine(engine.Store.Root, $"{StandIn.Order.Folder}/sql/device_lake.sql")).ShouldBeTrue();
        File.Exists(Path.Combine(engine.Store.Root, "runs/work/2026112210-3/left")).ShouldBeFalse();
    }

    /// <summary>What the cluster is told to run is there before it, and keeps times as Delta does.</summary>
    [Fact]
    public async Task Run_IsSubmitted_ItsStepsAreSparkSqlOfStoredScriptsWithDeltasTimes()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        // Nothing is sent, so all that lies in the store was there before.
        engine.Faults.Add(new(FaultKind.LostRequest, At: "RunJobFlow"));
        await Should.ThrowAsync<BatchStepException>(() => engine.RunAsync());
        string[] scripts = [$"{StandIn.Order.Folder}/sql/device_lake.sql", $"{StandIn.Order.Folder}/sql/tracking_match.sql"];
        scripts.ShouldAllBe(script => File.Exists(Path.Combine(engine.Store.Root, script)));

        await using var other = await EngineOnStandIn.StartAsync();
        await other.RunAsync();

        var steps = (await other.Emr.RevealAsync()).Single()!["Request"]!["Steps"]!.AsArray();
        steps
            .Select(step => step!["HadoopJarStep"]!["Args"]!.AsArray().Select(argument => argument!.GetValue<string>()).ToList())
            .ShouldAllBe(arguments =>
                arguments[0] == "spark-sql"
                && arguments.Contains("spark.sql.session.timeZone=UTC")
                && arguments.Contains("spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS")
            );
        steps.Select(step => step!["HadoopJarStep"]!["Jar"]!.GetValue<string>()).ShouldAllBe(jar => jar == "command-runner.jar");
        steps
            .Select(step => step!["HadoopJarStep"]!["Args"]!.AsArray()[^1]!.GetValue<string>())
            .ShouldBe(scripts.Select(script => $"s3://{EngineOnStandIn.Bucket}/{script}"));
    }

    [Theory]
    [InlineData(
        nameof(FaultKind.SpotCapacity),
        "INSTANCE_FLEET_TIMEOUT: The capacity of the instance fleet could not be provisioned in time."
    )]
    [InlineData(
        nameof(FaultKind.BootstrapFailure),
        "BOOTSTRAP_FAILURE: On the primary instance, bootstrap action 1 returned a non-zero return code."
    )]
    public async Task Run_ClusterIsNotSetUp_FailsWithEmrsReason(string fault, string reason)
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(Enum.Parse<FaultKind>(fault)));

        var failure = await Should.ThrowAsync<BatchStepException>(() => engine.RunAsync());

        var cluster = engine.Told.Clusters[^1];
        failure.Message.ShouldBe(
            $"emr/cluster: {cluster.Id} ended as TERMINATED_WITH_ERRORS before its steps were done. {reason} (logs: s3://bucket/logs/emr/{cluster.Id}/)"
        );
        engine.Told.Steps.ShouldBeEmpty();
        await ExpectEndedAsync(engine);
    }

    [Fact]
    public async Task Run_StepFails_TellsSparksFirstExceptionTheStatementsStepAndTheLog()
    {
        await using var engine = await EngineOnStandIn.StartAsync();

        var failure = await Should.ThrowAsync<BatchStepException>(() => engine.RunAsync(failing: "tracking_match"));

        var cluster = engine.Told.Clusters[^1];
        failure.Step.ShouldBe("tracking_match/join");
        failure.Message.ShouldStartWith(
            $"tracking_match/join: org.apache.spark.SparkException: Job aborted due to nobody (cluster {cluster.Id}, log: s3://bucket/logs/emr/{cluster.Id}/steps/s-"
        );
        failure.Message.ShouldEndWith("/stderr.gz)");
        var failed = engine.Told.Steps[^1];
        (failed.Name, failed.State).ShouldBe(("emr/tracking_match", RunStepState.Failed));
        failed.Log.ShouldNotBeNull().ShouldEndWith("/stderr.gz");
        cluster.State.ShouldStartWith("TERMINATED_WITH_ERRORS: STEP_FAILURE");
        await ExpectEndedAsync(engine);
    }

    [Fact]
    public async Task Run_StepFailsWithoutALog_TellsWhatEmrSays()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(FaultKind.StepFailure, At: "tracking_match"));

        var failure = await Should.ThrowAsync<BatchStepException>(() => engine.RunAsync());

        failure.Message.ShouldBe(
            $"tracking_match: Unknown Error. (cluster {engine.Told.Clusters[^1].Id}, logs: {engine.Told.Clusters[^1].Logs})"
        );
    }

    [Theory]
    [InlineData(nameof(FaultKind.Throttle), 9)]
    [InlineData(nameof(FaultKind.ServerError), 9)]
    [InlineData(nameof(FaultKind.LostAnswer), 3)]
    [InlineData(nameof(FaultKind.LostRequest), 3)]
    public async Task Run_LooksFail_LooksMoreSlowlyAndGoesOn(string fault, int count)
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(Enum.Parse<FaultKind>(fault), count, "DescribeCluster"));

        var steps = await engine.RunAsync();

        steps.ShouldAllBe(step => step.State == RunStepState.Succeeded);
        var slowest = new EmrOptions().PollPeriod * (1 << (count / 3));
        (engine.Time.GetUtcNow() - engine.Time.Start).ShouldBeGreaterThan(slowest * 0.8);
        engine.Faults.Calls["RunJobFlow"].ShouldBe(1);
    }

    [Fact]
    public async Task Run_LooksKeepFailing_FailsAndTheClusterIsEndedByTheDiscard()
    {
        await using var engine = await EngineOnStandIn.StartAsync(new() { Deployment = "here", PollFailuresMax = 2 });
        engine.Faults.Add(new(FaultKind.Hold, At: "RUNNING"));
        engine.Faults.Add(new(FaultKind.Throttle, 6, "ListSteps"));

        await Should.ThrowAsync<Exception>(() => engine.RunAsync());
        await engine.Time.RunAsync(engine.Runner.EndAsync(StandIn.Order, "PollFailuresMax", Cancellation));

        (await engine.Runner.ListAtWorkAsync(Cancellation)).ShouldBeEmpty();
        engine.Faults.Calls["TerminateJobFlows"].ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    public async Task Run_AnswerToTheSubmissionLost_GoesOnWithTheClusterOfItsName(int hiddenLists, int minutes)
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(FaultKind.LostAnswer, At: "RunJobFlow"));
        if (hiddenLists > 0)
        {
            engine.Faults.Add(new(FaultKind.Hidden, hiddenLists));
        }

        var steps = await engine.RunAsync();

        steps.Count.ShouldBe(2);
        (await engine.Emr.RevealAsync()).Count.ShouldBe(1);
        engine.Faults.Calls["RunJobFlow"].ShouldBe(1);
        (engine.Time.GetUtcNow() - engine.Time.Start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(minutes));
    }

    [Fact]
    public async Task Run_SubmissionLost_FailsAfterItLookedTwiceAndStartsNothing()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(FaultKind.LostRequest, At: "RunJobFlow"));

        var failure = await Should.ThrowAsync<BatchStepException>(() => engine.RunAsync());

        failure.Step.ShouldBe("emr/submit");
        failure.Message.ShouldContain("no cluster of the name appeared in 00:05:00");
        (await engine.Emr.RevealAsync()).ShouldBeEmpty();
        engine.Faults.Calls["RunJobFlow"].ShouldBe(1);
        engine.Faults.Calls["ListClusters"].ShouldBe(2);
    }

    [Fact]
    public async Task Run_SubmissionThrottled_IsSentAgainAndStartsOneCluster()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(FaultKind.Throttle, 2, "RunJobFlow"));

        await engine.RunAsync();

        (await engine.Emr.RevealAsync()).Count.ShouldBe(1);
        engine.Faults.Calls["RunJobFlow"].ShouldBe(3);
    }

    [Fact]
    public async Task Run_SlowStart_TellsWhereItIsAndGoesOnWhenItIsReady()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(FaultKind.Hold, At: "BOOTSTRAPPING"));

        var running = engine.RunAsync();
        while (engine.Told.Clusters.Count(cluster => cluster.State == "BOOTSTRAPPING") < 5)
        {
            await Task.Yield();
        }

        running.IsCompleted.ShouldBeFalse();
        engine.Told.Clusters.ShouldAllBe(cluster => cluster.CostUsd == null);
        engine.Faults.Release();

        (await running).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Run_ClusterStaysAfterItsSteps_IsToldToEnd()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(FaultKind.StaysIdle));

        var steps = await engine.RunAsync();

        steps.ShouldAllBe(step => step.State == RunStepState.Succeeded);
        engine.Faults.Calls["TerminateJobFlows"].ShouldBeGreaterThan(0);
        await ExpectEndedAsync(engine);
    }

    [Fact]
    public async Task Run_CostCannotBeTold_IsNoReasonToFail()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(FaultKind.ServerError, 1_000, "ListInstances"));

        (await engine.RunAsync()).Count.ShouldBe(2);

        engine.Told.Clusters.ShouldAllBe(cluster => cluster.CostUsd == null);
    }

    [Fact]
    public async Task Run_TakenUpByAnotherProcess_FollowsTheSameCluster()
    {
        await using var engine = await EngineOnStandIn.StartAsync();
        engine.Faults.Add(new(FaultKind.Hold, At: "RUNNING"));
        using var stop = new CancellationTokenSource();
        var first = engine.Time.RunAsync(engine.Runner.RunAsync(EngineOnStandIn.Run(), engine.Told, stop.Token));
        while (engine.Told.Clusters.All(cluster => cluster.State != "RUNNING"))
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        (await engine.Runner.HasBegunAsync(StandIn.Order, Cancellation)).ShouldBeTrue();
        (await engine.Time.RunAsync(engine.Runner.CanResumeAsync(StandIn.Order, Cancellation))).ShouldBeTrue();
        engine.Faults.Release();

        (await engine.RunAsync(takenUp: true)).Count.ShouldBe(2);

        (await engine.Emr.RevealAsync()).Count.ShouldBe(1);
    }

    private static async Task ExpectEndedAsync(EngineOnStandIn engine)
    {
        (await engine.Runner.ListAtWorkAsync(Cancellation)).ShouldBeEmpty();
        var claim = await new ClusterClaims(engine.Store).ReadAsync(StandIn.Order, Cancellation);
        claim.ShouldNotBeNull().State.ShouldBe(ClaimState.Ended);
    }
}
