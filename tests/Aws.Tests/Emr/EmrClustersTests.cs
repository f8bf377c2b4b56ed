using Maas.EmrStandIn.Control;
using Maas.Servers;
using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;

namespace Maas.Aws.Tests.Emr;

/// <summary>The adapter against the stand-in: what becomes of a cluster, and what is told of it.</summary>
public sealed class EmrClustersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithoutFaults_RunsItsStepsAndEnds()
    {
        await using var emr = await StandIn.StartAsync();

        var start = await emr.Clusters.StartAsync(StandIn.Request(), Cancellation);
        var cluster = await emr.EndedAsync(start.Text);

        cluster.State.ShouldBe("TERMINATED");
        cluster.Reason.ShouldBe("ALL_STEPS_COMPLETED: Steps completed");
        cluster.ReadyAt.ShouldNotBeNull();
        cluster.EndedAt.ShouldNotBeNull();
        (await emr.Clusters.ListStepsAsync(start.Text, Cancellation))
            .Select(step => (step.Name, step.State))
            .ShouldBe([("device_lake", RunStepState.Succeeded), ("tracking_match", RunStepState.Succeeded)]);
        (await emr.RevealAsync()).Single()!["States"]!
            .AsArray()
            .Select(state => state!.GetValue<string>())
            .ShouldBe(["STARTING", "BOOTSTRAPPING", "RUNNING", "TERMINATING", "TERMINATED"]);
    }

    [Theory]
    [InlineData(nameof(FaultKind.SpotCapacity), "INSTANCE_FLEET_TIMEOUT")]
    [InlineData(nameof(FaultKind.BootstrapFailure), "BOOTSTRAP_FAILURE")]
    [InlineData(nameof(FaultKind.StepFailure), "STEP_FAILURE")]
    public async Task Start_ClusterFails_TellsWhy(string fault, string reason)
    {
        await using var emr = await StandIn.StartAsync();
        emr.Faults.Add(new(Enum.Parse<FaultKind>(fault)));

        var cluster = await emr.EndedAsync((await emr.Clusters.StartAsync(StandIn.Request(), Cancellation)).Text);

        cluster.State.ShouldBe("TERMINATED_WITH_ERRORS");
        cluster.Reason.ShouldStartWith(reason);
        (await emr.Clusters.ListStepsAsync(cluster.Id, Cancellation)).ShouldAllBe(step => step.State != RunStepState.Succeeded);
    }

    [Fact]
    public async Task EstimateCost_OnceMachinesAreThere_GrowsUntilTheyAreGone()
    {
        await using var emr = await StandIn.StartAsync();
        emr.Faults.Add(new(FaultKind.Hold, At: "STARTING"));
        emr.Faults.Add(new(FaultKind.Hold, At: "device_lake"));
        var start = await emr.Clusters.StartAsync(StandIn.Request(), Cancellation);

        (await emr.Clusters.EstimateCostAsync(start.Text, Cancellation)).ShouldBeNull();

        emr.Faults.Release();
        await emr.EndedAsync(start.Text);
        var cost = (await emr.Clusters.EstimateCostAsync(start.Text, Cancellation)).ShouldNotBeNull();
        cost.ShouldBeInRange(0, 1);
        (await emr.Clusters.EstimateCostAsync(start.Text, Cancellation)).ShouldBe(cost);
    }

    [Fact]
    public async Task ListSteps_AStepFailed_TellsItsLog()
    {
        await using var emr = await StandIn.StartAsync();
        emr.Faults.Add(new(FaultKind.StepFailure, At: "tracking_match"));

        var cluster = await emr.EndedAsync((await emr.Clusters.StartAsync(StandIn.Request(), Cancellation)).Text);

        var steps = await emr.Clusters.ListStepsAsync(cluster.Id, Cancellation);
        steps.Select(step => step.State).ShouldBe([RunStepState.Succeeded, RunStepState.Failed]);
        steps[1].Reason.ShouldBe("Unknown Error.");
    }

    [Fact]
    public async Task End_WhileItStarts_EndsIt()
    {
        await using var emr = await StandIn.StartAsync();
        emr.Faults.Add(new(FaultKind.Hold, At: "STARTING"));
        var start = await emr.Clusters.StartAsync(StandIn.Request(), Cancellation);

        await emr.Clusters.EndAsync(start.Text, "its run was cancelled", Cancellation);

        var cluster = await emr.EndedAsync(start.Text);
        cluster.Reason.ShouldStartWith("USER_REQUEST");
        (await TagsAsync(emr)).ShouldContainKeyAndValue("ended-because", "its run was cancelled");
        await emr.Clusters.EndAsync(start.Text, "twice", Cancellation);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Throttle))]
    [InlineData(nameof(FaultKind.ServerError))]
    [InlineData(nameof(FaultKind.LostRequest))]
    public async Task End_TheTagIsNotTaken_EndsItAllTheSame(string fault)
    {
        await using var emr = await StandIn.StartAsync();
        emr.Faults.Add(new(FaultKind.Hold, At: "STARTING"));
        emr.Faults.Add(new(Enum.Parse<FaultKind>(fault), 20, "AddTags"));
        var start = await emr.Clusters.StartAsync(StandIn.Request(), Cancellation);

        await emr.Clusters.EndAsync(start.Text, "its run was cancelled", Cancellation);

        (await emr.EndedAsync(start.Text)).Reason.ShouldStartWith("USER_REQUEST");
        (await TagsAsync(emr)).ShouldNotContainKey("ended-because");
    }

    [Fact]
    public async Task Find_ManyPages_FindsTheOldest()
    {
        await using var emr = await StandIn.StartAsync();
        var first = await emr.Clusters.StartAsync(StandIn.Request(), Cancellation);
        for (var attempt = 10; attempt < 70; attempt++)
        {
            await emr.Clusters.StartAsync(StandIn.Request(StandIn.Order with { Attempt = attempt }), Cancellation);
        }

        var found = await emr.Clusters.FindAsync(StandIn.Request().Name, DateTimeOffset.UnixEpoch, Cancellation);

        found.ShouldHaveSingleItem().Id.ShouldBe(first.Text);
        (await emr.Clusters.FindAsync(StandIn.Request().Name, TimeProvider.System.GetUtcNow().AddHours(1), Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("STARTING")]
    [InlineData("BOOTSTRAPPING")]
    [InlineData("RUNNING")]
    [InlineData(null)]
    public async Task Find_ClusterInAnyState_IsFound(string? heldAt)
    {
        await using var emr = await StandIn.StartAsync();
        if (heldAt is not null)
        {
            emr.Faults.Add(new(FaultKind.Hold, At: heldAt));
        }

        var start = await emr.Clusters.StartAsync(StandIn.Request(), Cancellation);
        while ((await emr.Clusters.DescribeAsync(start.Text, Cancellation))!.State != (heldAt ?? "TERMINATED"))
        {
            await Task.Delay(20, Cancellation);
        }

        var found = await emr.Clusters.FindAsync(StandIn.Request().Name, DateTimeOffset.UnixEpoch, Cancellation);

        found.ShouldHaveSingleItem().State.ShouldBe(heldAt ?? "TERMINATED");
    }

    [Fact]
    public async Task ListLive_SomeHaveEnded_GivesTheOthersOfTheDeployment()
    {
        await using var emr = await StandIn.StartAsync();
        await emr.EndedAsync((await emr.Clusters.StartAsync(StandIn.Request(), Cancellation)).Text);
        emr.Faults.Add(new(FaultKind.Hold, At: "RUNNING"));
        var held = await emr.Clusters.StartAsync(StandIn.Request(StandIn.Order with { Attempt = 4 }), Cancellation);
        emr.Faults.Add(new(FaultKind.Hold, At: "RUNNING"));
        await emr.Clusters.StartAsync(StandIn.Request() with { Name = ClusterName.Format("there", StandIn.Order) }, Cancellation);

        var live = await emr.Clusters.ListLiveAsync(ClusterName.Prefix("here"), Cancellation);

        live.ShouldHaveSingleItem().Id.ShouldBe(held.Text);
    }

    [Fact]
    public async Task Start_LostAnswer_IsUnknownAndFoundByName()
    {
        await using var emr = await StandIn.StartAsync();
        emr.Faults.Add(new(FaultKind.LostAnswer, At: "RunJobFlow"));

        var start = await emr.Clusters.StartAsync(StandIn.Request(), Cancellation);

        start.Outcome.ShouldBe(ClusterStartOutcome.Unknown, start.Text);
        emr.Faults.Calls["RunJobFlow"].ShouldBe(1);
        (await emr.Clusters.FindAsync(StandIn.Request().Name, DateTimeOffset.UnixEpoch, Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Describe_ThrottledLongerThanTheSdkRetries_IsBusy()
    {
        await using var emr = await StandIn.StartAsync();
        emr.Faults.Add(new(FaultKind.Throttle, Count: 20, At: "DescribeCluster"));

        await Should.ThrowAsync<ClustersBusyException>(() => emr.Clusters.DescribeAsync("j-1", Cancellation));
    }

    [Fact]
    public async Task Describe_UnknownId_IsNull()
    {
        await using var emr = await StandIn.StartAsync();

        (await emr.Clusters.DescribeAsync("j-1", Cancellation)).ShouldBeNull();
    }

    private static async Task<Dictionary<string, string>> TagsAsync(StandIn emr) =>
        (await emr.RevealAsync()).Single()!["Tags"]!
            .AsArray()
            .ToDictionary(tag => tag!["Key"]!.GetValue<string>(), tag => tag!["Value"]!.GetValue<string>());

    /// <summary>A step's program really runs, over the folder behind the S3 server, and its failure is in its log.</summary>
    [Fact]
    public async Task Steps_OnARealSpark_ReadAndWriteTheBucketsFolder()
    {
        Assert.SkipWhen(OutsideProgram.Spark.Missing is not null, $"{OutsideProgram.Spark.Missing}");
        var folder = Directory.CreateTempSubdirectory("emr-stand-in-");
        try
        {
            var bucket = folder.CreateSubdirectory("bucket").FullName;
            await File.WriteAllTextAsync(
                Path.Combine(bucket, "one.sql"),
                "INSERT OVERWRITE DIRECTORY 's3://bucket/out' USING json SELECT id FROM range(3);",
                Cancellation
            );
            await File.WriteAllTextAsync(
                Path.Combine(bucket, "two.sql"),
                "SELECT id FROM json.`s3://bucket/out` WHERE nobody = 1;",
                Cancellation
            );
            await using var emr = await StandIn.StartAsync("--Folder", folder.FullName);

            var cluster = await emr.EndedAsync((await emr.Clusters.StartAsync(StandIn.Request(), Cancellation)).Text);

            var steps = await emr.Clusters.ListStepsAsync(cluster.Id, Cancellation);
            steps.Select(step => step.State).ShouldBe([RunStepState.Succeeded, RunStepState.Failed]);
            var written = string.Concat(Directory.GetFiles(Path.Combine(bucket, "out"), "part-*.json").Select(File.ReadAllText));
            written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().ShouldBe(["{\"id\":0}", "{\"id\":1}", "{\"id\":2}"]);
            steps[1]
                .Log.ShouldBe($"s3://bucket/logs/emr/{cluster.Id}/steps/{Path.GetFileName(Path.GetDirectoryName(steps[1].Log))}/stderr.gz");
            File.Exists(steps[1].Log!.Replace("s3://", $"{folder.FullName}/")).ShouldBeTrue();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
