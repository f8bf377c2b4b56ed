using CsCheck;
using Maas.Tracking.Consent;
using Maas.Tracking.Devices;

namespace Maas.Tracking.Tests.Devices;

public sealed class DeviceStateLawTests
{
    [Fact]
    public void Join_InEitherOrder_IsTheSame() =>
        Gen.Select(DeviceGen.State, DeviceGen.State)
            .Sample((a, b) => DeviceGen.Describe(DeviceGen.Join(a, b)) == DeviceGen.Describe(DeviceGen.Join(b, a)));

    [Fact]
    public void Join_InEitherGrouping_IsTheSameButForTheWindowOfMessages() =>
        Gen.Select(DeviceGen.State, DeviceGen.State, DeviceGen.State)
            .Sample(
                (a, b, c) =>
                    DeviceGen.Describe(DeviceGen.Join(DeviceGen.Join(a, b), c), withMessages: false)
                    == DeviceGen.Describe(DeviceGen.Join(a, DeviceGen.Join(b, c)), withMessages: false)
            );

    [Fact]
    public void Join_WithItself_ChangesNothing() =>
        DeviceGen.State.Sample(a => DeviceGen.Describe(DeviceGen.Join(a, a)) == DeviceGen.Describe(a));

    [Fact]
    public void Observe_InAnyOrderAndTwice_EndsTheSame() =>
        Gen.Select(DeviceGen.Facts.List[1, 5], Gen.Int)
            .Sample(
                (facts, seed) =>
                {
                    var shuffled = facts.Concat(facts).ToArray();
                    new Random(seed).Shuffle(shuffled);
                    return DeviceGen.Describe(Observed(facts)) == DeviceGen.Describe(Observed(shuffled));
                }
            );

    [Fact]
    public void Observe_OneByOneOrJoinedAsStates_IsTheSame() =>
        Gen.Select(DeviceGen.Facts, DeviceGen.Facts)
            .Sample((a, b) => DeviceGen.Describe(Observed([a, b])) == DeviceGen.Describe(DeviceGen.Join(Observed([a]), Observed([b]))));

    [Fact]
    public void MergeLake_InAnyOrderAndTwice_EndsTheSame() =>
        Gen.Select(DeviceGen.State, DeviceGen.Lake.List[1, 4], Gen.Int)
            .Sample(
                (state, lakes, seed) =>
                {
                    var shuffled = lakes.Concat(lakes).ToArray();
                    new Random(seed).Shuffle(shuffled);
                    return DeviceGen.Describe(Merged(state, lakes)) == DeviceGen.Describe(Merged(state, shuffled));
                }
            );

    [Fact]
    public void MergeLake_AnyRow_LeavesTheLiveSideAlone() =>
        Gen.Select(DeviceGen.State, DeviceGen.Lake)
            .Sample(
                (state, lake) =>
                {
                    var merged = Merged(state, [lake]);
                    return merged.Profile.Equals(state.Profile)
                        && merged.Ids.Equals(state.Ids)
                        && merged.Fix.Equals(state.Fix)
                        && merged.Hours.SequenceEqual(state.Hours);
                }
            );

    [Fact]
    public void Observe_AnyFacts_LeavesTheLakesSideAlone() =>
        Gen.Select(DeviceGen.State, DeviceGen.Facts.List[1, 4])
            .Where((state, _) => !state.Consent.IsPresent)
            .Sample(
                (state, facts) =>
                {
                    var before = state.Lake;
                    facts.ForEach(fact => state.Observe(fact));
                    return Same(before, state.Lake);
                }
            );

    [Fact]
    public void Join_AnyStates_JoinsTheLakesSideBesideTheLive() =>
        Gen.Select(DeviceGen.State, DeviceGen.State)
            .Sample(
                (a, b) =>
                {
                    var lake = a.Lake ?? new LakeSide();
                    lake.Join(b.Lake ?? new LakeSide(), DeviceGen.Limits.Hours);
                    return Same(lake, DeviceGen.Join(a, b).Lake ?? new LakeSide());
                }
            );

    [Fact]
    public void Observe_WithRefusalsInAnyOrder_NeverKeepsWhatTheLatestRefuses() =>
        Gen.Select(DeviceGen.Facts.List[0, 4], DeviceGen.Consent.List[1, 3], DeviceGen.Lake.List[0, 2], Gen.Int)
            .Sample(
                (facts, consents, lakes, seed) =>
                {
                    var steps = new List<Action<DeviceState>>();
                    steps.AddRange(facts.Select(fact => (Action<DeviceState>)(state => state.Observe(fact))));
                    steps.AddRange(
                        consents.Select(consent => (Action<DeviceState>)(state => state.Observe(new DeviceFacts { Consent = consent })))
                    );
                    steps.AddRange(lakes.Select(lake => (Action<DeviceState>)(state => state.MergeLake(lake, DeviceGen.Limits))));
                    var order = steps.ToArray();
                    new Random(seed).Shuffle(order);
                    var state = new DeviceState();
                    foreach (var step in order)
                    {
                        step(state);
                    }

                    var latest = consents.Aggregate((first, second) => first.Join(second));
                    var idsKept = !AdvertisingIdFragment.IsNone(state.CurrentIds);
                    var fixKept = state.Fix.HasPosition || (state.Lake?.Fix.HasPosition ?? false);
                    return state.Consent == latest
                        && !(latest.Denies(ConsentDenials.Advertising) && idsKept)
                        && !(latest.Denies(ConsentDenials.Location) && fixKept);
                }
            );

    private static bool Same(LakeSide? first, LakeSide? second) =>
        first is null || second is null
            ? first == second
            : first.DeviceUid == second.DeviceUid
                && first.Run == second.Run
                && first.Profile.Equals(second.Profile)
                && first.Ids.Equals(second.Ids)
                && first.Settings.Equals(second.Settings)
                && first.Fix.Equals(second.Fix)
                && first.FirstSeenAt == second.FirstSeenAt
                && first.LastSeenAt == second.LastSeenAt
                && first.Hours.SequenceEqual(second.Hours);

    private static DeviceState Observed(IEnumerable<DeviceFacts> facts)
    {
        var state = new DeviceState();
        foreach (var fact in facts)
        {
            state.Observe(fact);
        }

        return state;
    }

    private static DeviceState Merged(DeviceState state, IEnumerable<LakeFacts> lakes)
    {
        var merged = DeviceGen.Copy(state);
        foreach (var lake in lakes)
        {
            merged.MergeLake(lake, DeviceGen.Limits);
        }

        return merged;
    }
}
