using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.Emr;
using Maas.SparkJobs.Tests.Delta;
using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Tests.Emr;

public sealed class RunClustersTests
{
    private static readonly RunOrder Order = new(
        "20261122T110512-00042",
        HourWindow.Of(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)),
        3,
        false,
        false
    );

    private readonly SteppedTime _time = new(Order.Hour.End.AddMinutes(5));
    private readonly FakeEmr _emr;
    private readonly FakeClusters _clusters;
    private readonly MemoryObjectStore _store;
    private readonly EmrOptions _options = new();

    public RunClustersTests()
    {
        _emr = new(_time);
        _clusters = new(_emr);
        _store = new(_time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_Answered_SubmitsOnceAndKeepsTheCluster()
    {
        (await RunAsync(StartAsync())).ShouldBe("j-1");

        (await ClaimAsync(Order)).ShouldBe(new(Request(Order).Name, _time.Start, ClaimState.Started, "j-1"));
        _clusters.Submissions.ShouldBe(1);
    }

    [Fact]
    public async Task Start_ClaimedByAnEarlierProcess_TakesItsCluster()
    {
        await RunAsync(StartAsync());

        (await RunAsync(StartAsync())).ShouldBe("j-1");
        _clusters.Submissions.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    public async Task Start_AnswerLost_FindsTheClusterByItsName(int hiddenLists, int minutes)
    {
        _emr.HiddenLists = hiddenLists;
        _clusters.Answers.Enqueue((ClusterStart.Unknown("connection reset"), Effect: true));

        (await RunAsync(StartAsync())).ShouldBe("j-1");

        _clusters.Submissions.ShouldBe(1);
        (_time.GetUtcNow() - _time.Start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(minutes));
        (await ClaimAsync(Order))!.ClusterId.ShouldBe("j-1");
    }

    [Fact]
    public async Task Start_SubmissionLost_LooksTwiceOverFiveMinutesAndStartsNothing()
    {
        _clusters.Answers.Enqueue((ClusterStart.Unknown("connection reset"), Effect: false));

        var failure = await Should.ThrowAsync<BatchStepException>(() => RunAsync(StartAsync()));

        failure.Message.ShouldContain("connection reset");
        (_time.GetUtcNow() - _time.Start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        (await ClaimAsync(Order))!.State.ShouldBe(ClaimState.Void);
        _clusters.Submissions.ShouldBe(1);
        (await RunAsync(FindAsync())).ShouldBeNull();
        await Should.ThrowAsync<BatchStepException>(() => RunAsync(StartAsync()));
        _emr.Clusters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Find_ProcessDiedBetweenClaimAndAnswer_FindsTheCluster()
    {
        await new ClusterClaims(_store).TryAddAsync(Order, new(Request(Order).Name, _time.GetUtcNow(), ClaimState.Open), Cancellation);
        _emr.Start(Request(Order));

        (await RunAsync(FindAsync())).ShouldBe("j-1");
        (await RunAsync(StartAsync())).ShouldBe("j-1");
        _clusters.Submissions.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Find_TheClusterIsInWhateverState_IsFoundAndNoneIsStarted(int at)
    {
        await new ClusterClaims(_store).TryAddAsync(Order, new(Request(Order).Name, _time.GetUtcNow(), ClaimState.Open), Cancellation);
        _emr.Start(Request(Order));
        _emr.Clusters[0].At = at;

        (await RunAsync(StartAsync())).ShouldBe("j-1");
        _clusters.Submissions.ShouldBe(0);
        _emr.Clusters.ShouldHaveSingleItem().Told.ShouldBeFalse();
    }

    [Fact]
    public async Task Find_NothingClaimed_IsNullAndKeepsALateProcessFromSubmitting()
    {
        (await RunAsync(FindAsync())).ShouldBeNull();

        await Should.ThrowAsync<BatchStepException>(() => RunAsync(StartAsync()));
        _emr.Clusters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_EmrIsBusy_SendsItAgainMoreAndMoreSlowly()
    {
        for (var busy = 0; busy < 3; busy++)
        {
            _clusters.Answers.Enqueue((ClusterStart.Busy("Rate exceeded"), Effect: false));
        }

        (await RunAsync(StartAsync())).ShouldBe("j-1");

        _clusters.Submissions.ShouldBe(4);
        (_time.GetUtcNow() - _time.Start).ShouldBeGreaterThan(_options.PollPeriod * (2 + 4) * 0.8);
    }

    [Fact]
    public async Task Start_EmrStaysBusy_GivesUp()
    {
        for (var busy = 0; busy < 20; busy++)
        {
            _clusters.Answers.Enqueue((ClusterStart.Busy("Rate exceeded"), Effect: false));
        }

        await Should.ThrowAsync<BatchStepException>(() => RunAsync(StartAsync()));

        _clusters.Submissions.ShouldBe(_options.SubmitTriesMax);
        (await ClaimAsync(Order))!.State.ShouldBe(ClaimState.Void);
    }

    [Fact]
    public async Task Start_GivenUpByAnotherProcessWhileEmrIsBusy_Stops()
    {
        _clusters.Answers.Enqueue((ClusterStart.Busy("Rate exceeded"), Effect: false));
        var starting = StartAsync();
        while (_clusters.Submissions == 0)
        {
            await Task.Yield();
        }

        await new ClusterClaims(_store).PutAsync(Order, new(Request(Order).Name, _time.GetUtcNow(), ClaimState.Void), Cancellation);

        await Should.ThrowAsync<BatchStepException>(() => RunAsync(starting));
        _emr.Clusters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_Refused_FailsWithTheReason()
    {
        _clusters.Answers.Enqueue((ClusterStart.Refused("ValidationException: no such role"), Effect: false));

        (await Should.ThrowAsync<BatchStepException>(() => RunAsync(StartAsync()))).Message.ShouldBe(
            "emr/submit: ValidationException: no such role"
        );
        (await ClaimAsync(Order))!.State.ShouldBe(ClaimState.Void);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_AnEarlierAttemptHasACluster_EndsItFirst(bool answerLost)
    {
        _emr.StaysRunning = true;
        var earlier = Order with { Attempt = 2, RunId = "20261122T110212-00041" };
        if (answerLost)
        {
            await new ClusterClaims(_store).TryAddAsync(
                earlier,
                new(Request(earlier).Name, _time.GetUtcNow(), ClaimState.Open),
                Cancellation
            );
            _emr.Start(Request(earlier));
        }
        else
        {
            await RunAsync(StartAsync(earlier));
        }

        (await RunAsync(StartAsync())).ShouldBe("j-2");

        _emr.LiveMax.ShouldBe(1);
        _emr.Clusters[0].EndedBecause.ShouldBe("attempt 3 of the hour begins");
        (await ClaimAsync(earlier))!.State.ShouldBe(ClaimState.Ended);
    }

    [Fact]
    public async Task Start_ALaterAttemptHasBegun_Stops()
    {
        await RunAsync(StartAsync(Order with { Attempt = 4 }));

        (await Should.ThrowAsync<StaleRunException>(() => RunAsync(StartAsync()))).CommittedAttempt.ShouldBe(4);
        _clusters.Submissions.ShouldBe(1);
        _emr.Clusters.ShouldHaveSingleItem().Told.ShouldBeFalse();
    }

    [Fact]
    public async Task End_WhileItWorks_EndsItAndWaits()
    {
        _emr.StaysRunning = true;
        await RunAsync(StartAsync());

        await RunAsync(EndAsync());

        _emr.Live.ShouldBeEmpty();
        _emr.Clusters.ShouldHaveSingleItem().EndedBecause.ShouldBe("because");
        (await ClaimAsync(Order))!.State.ShouldBe(ClaimState.Ended);
        await RunAsync(EndAsync());
    }

    [Fact]
    public async Task End_OthersOfItsNameAreAlive_EndsAllAndNoneOfAnother()
    {
        _emr.StaysRunning = true;
        await RunAsync(StartAsync());
        _emr.Start(Request(Order));
        _emr.Start(Request(Order with { Attempt = 30 }));

        await RunAsync(EndAsync());

        _emr.Clusters.Select(cluster => cluster.EndedBecause).ShouldBe(["because", "because", null]);
    }

    [Fact]
    public async Task Start_AnswerLostAndTheSubmissionSentTwice_KeepsTheFirstClusterAndEndsTheSecond()
    {
        _emr.StaysRunning = true;
        _emr.Start(Request(Order));
        _clusters.Answers.Enqueue((ClusterStart.Unknown("connection reset"), Effect: true));

        (await RunAsync(StartAsync())).ShouldBe("j-1");

        _emr.Clusters.Select(cluster => cluster.EndedBecause).ShouldBe([null, "its submission had started j-1 before"]);
        _emr.Live.ShouldHaveSingleItem().Id.ShouldBe("j-1");
        (await ClaimAsync(Order))!.ClusterId.ShouldBe("j-1");
    }

    /// <summary>Both may have written the same files, so neither counts, and that stays so.</summary>
    [Fact]
    public async Task Find_TwoClustersHaveWorked_EndsBothAndGivesTheAttemptUp()
    {
        _emr.StaysRunning = true;
        await new ClusterClaims(_store).TryAddAsync(Order, new(Request(Order).Name, _time.GetUtcNow(), ClaimState.Open), Cancellation);
        foreach (var id in (string[])[_emr.Start(Request(Order)), _emr.Start(Request(Order))])
        {
            while (_emr.Describe(id)!.Phase != ClusterPhase.Working)
            {
                // A look takes it a state further.
            }
        }

        (await Should.ThrowAsync<BatchStepException>(() => RunAsync(FindAsync()))).Message.ShouldContain("more than one worked");

        _emr.Live.ShouldBeEmpty();
        (await ClaimAsync(Order))!.State.ShouldBe(ClaimState.Void);
        (await RunAsync(FindAsync())).ShouldBeNull();
    }

    [Fact]
    public async Task End_ItDoesNotEnd_SaysSoInTime()
    {
        _emr.NeverEnds = true;
        await RunAsync(StartAsync());

        await Should.ThrowAsync<TimeoutException>(() => RunAsync(EndAsync()));

        (await ClaimAsync(Order))!.State.ShouldBe(ClaimState.Started);
    }

    private Task<string> StartAsync(RunOrder? order = null) => Runs().StartAsync(Request(order ?? Order), Cancellation);

    private Task<string?> FindAsync() => Runs().FindAsync(Order, Request(Order).Name, Cancellation);

    private Task EndAsync() => Runs().EndAsync(Order, Request(Order).Name, "because", Cancellation);

    private Task<ClusterClaim?> ClaimAsync(RunOrder order) => new ClusterClaims(_store).ReadAsync(order, Cancellation);

    /// <summary>A process of its own, as far as clusters go.</summary>
    private RunClusters Runs()
    {
        var options = Options.Create(_options);
        return new(_clusters, new(_store), new(options, _time, new Random(7)), options, _time, NullLogger<RunClusters>.Instance);
    }

    private static ClusterRequest Request(RunOrder order) =>
        new(ClusterName.Format("here", order), order, "here", "s3://bucket/logs/", [new("device_lake", []), new("tracking_match", [])]);

    private Task<T> RunAsync<T>(Task<T> task) => _time.RunAsync(task);

    private Task RunAsync(Task task) => _time.RunAsync(task);
}
