using CsCheck;
using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Tracking.Tests.Runs;

public sealed class HourRulesTests
{
    private static readonly HourWindow Hour = HourWindow.Of(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    private static readonly LedgerPolicy Policy = new() { GracePeriod = TimeSpan.FromMinutes(1) };
    private static readonly RawHour Raw = new(Hour, "m1", Hour.End);

    [Theory]
    [InlineData(-1, HourState.Open)]
    [InlineData(59, HourState.Open)]
    [InlineData(60, HourState.Due)]
    public void Judge_HourThatNeverRan_IsDueAfterTheGracePeriod(int secondsAfterEnd, HourState state)
    {
        var now = Hour.End.AddSeconds(secondsAfterEnd);

        var verdict = HourRules.Judge(HourEntry.Empty(Hour), Raw, owed: false, now, Policy);

        verdict.State.ShouldBe(state);
        verdict.DueAt.ShouldBe(Hour.End.AddMinutes(1));
        verdict.IsDue(now).ShouldBe(state == HourState.Due);
    }

    [Fact]
    public void Judge_FilesSealedAMomentAfterTheClose_DoNotDelayTheFirstRun()
    {
        var raw = Raw with { LastChangedAt = Hour.End.AddMinutes(5) };

        HourRules.Judge(HourEntry.Empty(Hour), raw, owed: false, Hour.End.AddMinutes(6), Policy).DueAt.ShouldBe(Hour.End.AddMinutes(1));
    }

    [Fact]
    public void Judge_FilesThatCameMuchLater_MustBeQuietFirst()
    {
        var raw = Raw with { LastChangedAt = Hour.End.AddHours(9) };

        HourRules.Judge(HourEntry.Empty(Hour), raw, owed: false, Hour.End.AddHours(9), Policy).DueAt.ShouldBe(Hour.End.AddHours(9.5));
    }

    [Fact]
    public void Judge_SameMark_IsDoneForEver()
    {
        var entry = HourEntry.Empty(Hour) with { DoneMark = "m1" };

        HourRules.Judge(entry, Raw, owed: false, Hour.End.AddYears(1), Policy).ShouldBe(new(HourState.Done, null));
    }

    [Fact]
    public void Judge_ReopenedByAnotherRun_IsDueOnceQuiet()
    {
        var entry = HourEntry.Empty(Hour) with { DoneMark = "m1", ReopenedAt = Hour.End.AddHours(3) };

        HourRules.Judge(entry, Raw, owed: false, Hour.End.AddHours(3), Policy).ShouldBe(new(HourState.Reopened, Hour.End.AddHours(3.5)));
    }

    [Fact]
    public void Judge_ParkedHour_WaitsUntilItsFilesChangeAndAreQuiet()
    {
        var entry = HourEntry.Empty(Hour) with { Parked = true, TriedMark = "m1" };
        HourRules.Judge(entry, Raw, owed: false, Hour.End.AddDays(9), Policy).ShouldBe(new(HourState.Failed, null));

        var changed = Raw with { Mark = "m2", LastChangedAt = Hour.End.AddDays(9) };
        HourRules.Judge(entry, changed, owed: false, Hour.End.AddDays(9), Policy).DueAt.ShouldBe(Hour.End.AddDays(9).AddMinutes(30));
    }

    [Fact]
    public void Backoff_AnyTry_GrowsUpToItsBound() =>
        Gen.Int[1, 10_000]
            .Sample(tries =>
            {
                var wait = Policy.Backoff(tries);
                wait.ShouldBeLessThanOrEqualTo(Policy.RetryDelayMax);
                wait.ShouldBeGreaterThanOrEqualTo(Policy.RetryDelay);
                Policy.Backoff(tries + 1).ShouldBeGreaterThanOrEqualTo(wait);
            });

    /// <summary>Whatever happened to an hour, once its run ends, the same files never make it due again at the same moment.</summary>
    [Fact]
    public void Judge_AfterAnyEnding_NeverDueAtOnceWithTheSameFiles() =>
        Gen.Select(Gen.Int[0, 3].List[1, 20], Gen.Bool, Gen.Bool)
            .Sample(
                (endings, requested, owed) =>
                {
                    var now = Hour.End.AddMinutes(2);
                    var raw = owed ? null : Raw;
                    var entry = HourEntry.Empty(Hour);
                    var attempts = 0L;
                    for (var i = 0; i < endings.Count; i++)
                    {
                        var id = RunIds.Format(now, i);
                        entry = entry
                            .Plan(RunRecord.Plan(id, Hour, dryRun: false, requested, provisional: false, now), Policy)
                            .Submit(id, raw?.Mark ?? "", provisional: false, now);
                        entry.LastAttempt.ShouldBe(++attempts);
                        entry = endings[i] switch
                        {
                            0 => entry.Fail(id, "broken", raw?.Mark ?? "", now, Policy),
                            1 => entry.AskToCancel(id).Cancel(id, raw?.Mark ?? "", now, Policy),
                            2 => entry.Begin(id, now).Commit(id, now).Fail(id, "broken", raw?.Mark ?? "", now, Policy),
                            _ => entry.Begin(id, now).Commit(id, now).Merge(id, now).Succeed(id, now, Policy),
                        };
                        entry = entry.Tell(id);
                        HourRules.Judge(entry, raw, owed, now, Policy).IsDue(now).ShouldBeFalse();
                        entry.Runs.Length.ShouldBeLessThanOrEqualTo(Policy.RunsKeptPerHour);
                        now += TimeSpan.FromHours(3);
                    }
                }
            );
}
