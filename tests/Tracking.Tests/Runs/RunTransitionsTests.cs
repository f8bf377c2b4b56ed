using CsCheck;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Tracking.Tests.Runs;

public sealed class RunTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 23, 5, 12, TimeSpan.Zero);

    [Fact]
    public void IsLegal_EndedRun_NeverMoves()
    {
        foreach (var from in Enum.GetValues<RunState>().Where(state => state.IsEnded()))
        {
            foreach (var to in Enum.GetValues<RunState>())
            {
                RunTransitions.IsLegal(from, to, dryRun: false).ShouldBeFalse($"{from} to {to}");
                RunTransitions.IsLegal(from, to, dryRun: true).ShouldBeFalse($"{from} to {to}");
            }
        }
    }

    [Fact]
    public void IsLegal_DryRun_NeverReachesTheLake()
    {
        foreach (var from in Enum.GetValues<RunState>())
        {
            RunTransitions.IsLegal(from, RunState.Committing, dryRun: true).ShouldBeFalse();
            RunTransitions.IsLegal(from, RunState.Merging, dryRun: true).ShouldBeFalse();
        }
    }

    [Fact]
    public void IsLegal_CommittingRun_CanNeitherBeCancelledNorBeginAgain()
    {
        foreach (var from in (RunState[])[RunState.Committing, RunState.Merging])
        {
            from.CanCancel().ShouldBeFalse();
            RunTransitions.IsLegal(from, RunState.Cancelled, dryRun: false).ShouldBeFalse();
            RunTransitions.IsLegal(from, RunState.Submitted, dryRun: false).ShouldBeFalse();
        }
    }

    [Fact]
    public void Enter_AnyWalk_KeepsEveryStepLegalAndTheListBounded() =>
        Gen.Select(Gen.Enum<RunState>().List[0, 60], Gen.Bool)
            .Sample(
                (walk, dryRun) =>
                {
                    var run = RunRecord.Plan(
                        "20261122T230512-00001",
                        HourWindow.Of(Now),
                        dryRun,
                        requested: false,
                        provisional: false,
                        Now
                    );
                    foreach (var state in walk)
                    {
                        if (RunTransitions.IsLegal(run.State, state, dryRun))
                        {
                            run = run.Enter(state, Now);
                        }
                        else
                        {
                            Should.Throw<InvalidOperationException>(() => run.Enter(state, Now));
                        }
                    }

                    run.Transitions.Length.ShouldBeLessThanOrEqualTo(RunRecord.TransitionsMax);
                    run.Transitions[0].State.ShouldBe(RunState.Planned);
                    run.Transitions[^1].State.ShouldBe(run.State);
                }
            );
}
