using System.Text;
using CsCheck;
using Maas.Tracking.Consent;
using Maas.Tracking.Devices;

namespace Maas.Tracking.Tests.Devices;

/// <summary>
/// Random facts and states. Few distinct values and times, so that ties and repeats are common.
/// </summary>
internal static class DeviceGen
{
    public static readonly DeviceLimits Limits = new(Messages: 16, Hours: 5);

    private static readonly Gen<long> Time = Gen.Long[0, 6];
    private static readonly Gen<ulong> Origin = Gen.ULong[0, 3];

    public static readonly Gen<DeviceFacts> Facts = Gen.Select(
        Value("ios,iOS,,,A,,,,,,,,", "ios,iOS,,,B,,,,,,,,u", "android,\"a,\"\"b\",,,,,,,,,,,\"v,w\""),
        Value("x", "y", ""),
        Value("a,", "b,", ","),
        Value("{}", "", "{1}"),
        Fix(Origin.Select(hash => new MessageOrigin(hash))),
        Gen.Select(Time, Time),
        (profile, userId, ids, settings, fix, seen) =>
            new DeviceFacts
            {
                FirstEventAt = Math.Min(seen.Item1, seen.Item2),
                LastEventAt = Math.Max(seen.Item1, seen.Item2),
                Profile = profile,
                UserId = userId,
                Ids = ids,
                Settings = settings,
                Fix = fix,
            }
    );

    public static readonly Gen<StampedConsent> Consent = Gen.Select(
        Pick(ConsentDenials.None, ConsentDenials.Location, ConsentDenials.Advertising),
        Time,
        Origin,
        (denials, at, by) => new StampedConsent(denials, at, by)
    );

    public static readonly Gen<LakeFacts> Lake = Gen.Select(
        Pick("20261122T230000-1", "20261122T230000-2", "20261123T000000-1").Select(id => new RunOrigin(id)),
        Pick("d1", "d2"),
        Value("ios,iOS,,,A,,,,,,,,", "ios,iOS,,,C,,,,,,,,"),
        Value("a,", "c,", ","),
        Time,
        Gen.Int[0, 9],
        Gen.Int[1, 50],
        (run, uid, profile, ids, at, hour, count) =>
            new LakeFacts
            {
                DeviceUid = uid,
                Run = run,
                Profile = Group(profile, run),
                Ids = Group(ids, run),
                Fix = new StampedFix<RunOrigin>(new Fix(at, hour, 1, 2, 3, 4, double.NaN), run),
                FirstSeenAt = at,
                LastSeenAt = at + 1,
                Hours = [new LakeHour(hour, count, run)],
            }
    );

    public static readonly Gen<DeviceState> State = Gen.Select(
        Facts.List[0, 3],
        Consent.List[0, 2],
        Lake.List[0, 2],
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 5]).List[0, 4],
        Gen.ULong[0, 40].List[0, 24],
        Gen.Bool,
        (facts, consents, lakes, hours, messages, row) =>
        {
            var state = new DeviceState();
            facts.ForEach(fact => state.Observe(fact));
            consents.ForEach(consent => state.Observe(new DeviceFacts { Consent = consent }));
            lakes.ForEach(lake => state.MergeLake(lake, Limits));
            hours.ForEach(hour => state.Count(hour.Item1, hour.Item2, new Session(hour.Item1, hour.Item1 + 1, 1), Limits));
            state.Remember([.. messages.Distinct()], Limits);
            if (row)
            {
                state.MarkRow(current: true);
                state.AddIndexed(state.CurrentIds);
            }

            return state;
        }
    );

    /// <summary>All that a state knows, as text: states are equal when these are.</summary>
    public static string Describe(DeviceState state, bool withMessages = true)
    {
        var copy = DeviceStateCodec.Decode(DeviceStateCodec.Encode(state), Limits);
        if (!withMessages)
        {
            copy = WithoutMessages(copy);
        }

        return Convert.ToHexString(DeviceStateCodec.Encode(copy));
    }

    public static DeviceState Copy(DeviceState state) => DeviceStateCodec.Decode(DeviceStateCodec.Encode(state), Limits);

    public static DeviceState Join(DeviceState first, DeviceState second)
    {
        var joined = Copy(first);
        joined.Join(second, Limits);
        return joined;
    }

    private static DeviceState WithoutMessages(DeviceState state)
    {
        var empty = new DeviceState();
        empty.Join(state, Limits with { Messages = 0 });
        return empty;
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static Gen<StatedValue> Value(params string[] values) =>
        Gen.Frequency(
            (1, Gen.Const(StatedValue.None)),
            (3, Gen.Select(Pick(values), Time, Origin, (value, at, by) => new StatedValue(Encoding.UTF8.GetBytes(value), at, by)))
        );

    private static Gen<StampedFix<MessageOrigin>> Fix(Gen<MessageOrigin> origin) =>
        Gen.Select(
            Time,
            Gen.Int[0, 2],
            origin,
            (at, place, by) => new StampedFix<MessageOrigin>(new Fix(at, place, 1, double.NaN, 5, 0, 0), by)
        );

    private static Stamped<RunOrigin> Group(StatedValue value, RunOrigin run) =>
        value.IsPresent ? new Stamped<RunOrigin>(value.Value.ToArray(), value.At, run) : default;
}
