using Maas.Tracking.Consent;

namespace Maas.Tracking.Devices;

/// <summary>
/// A device as hourly runs found it, apart from what its own events said so that either can be asked for. Absent times are
/// <see cref="Precedence.Absent"/>.
/// </summary>
public sealed class LakeSide
{
    private HourCounts<LakeHour> _hours;

    /// <summary>The name of the unique device.</summary>
    public string DeviceUid { get; private set; } = "";

    /// <summary>The latest run that said anything of the device: what gave it its name.</summary>
    public RunOrigin Run { get; private set; }

    public Stamped<RunOrigin> Profile { get; private set; }

    public Stamped<RunOrigin> Ids { get; private set; }

    public Stamped<RunOrigin> Settings { get; private set; }

    public StampedFix<RunOrigin> Fix { get; private set; } = StampedFix.None<RunOrigin>();

    public long FirstSeenAt { get; private set; } = Precedence.Absent;

    public long LastSeenAt { get; private set; } = Precedence.Absent;

    public ReadOnlySpan<LakeHour> Hours => _hours.Hours;

    /// <summary>What a run found, or what was stored.</summary>
    public static LakeSide Create(in LakeFacts facts)
    {
        var side = new LakeSide
        {
            DeviceUid = facts.DeviceUid,
            Run = facts.Run,
            Profile = facts.Profile,
            Ids = facts.Ids,
            Settings = facts.Settings,
            Fix = facts.Fix,
            FirstSeenAt = facts.FirstSeenAt,
            LastSeenAt = facts.LastSeenAt,
        };
        foreach (var hour in facts.Hours)
        {
            side._hours.Join(hour, int.MaxValue);
        }

        return side;
    }

    /// <summary>Joins another account of the device. Commutative, associative, idempotent.</summary>
    public void Join(LakeSide other, int hoursKept)
    {
        var order = Run.Against(other.Run);
        if (order < 0 || (order == 0 && string.CompareOrdinal(DeviceUid, other.DeviceUid) < 0))
        {
            (DeviceUid, Run) = (other.DeviceUid, other.Run);
        }

        Profile = Profile.Join(other.Profile);
        Ids = Ids.Join(other.Ids);
        Settings = Settings.Join(other.Settings);
        Fix = Fix.Join(other.Fix);
        FirstSeenAt = Precedence.Earliest(FirstSeenAt, other.FirstSeenAt);
        LastSeenAt = Math.Max(LastSeenAt, other.LastSeenAt);
        _hours.Join(other._hours, hoursKept);
    }

    /// <summary>
    /// Clears what the consent refuses: the run may have read it from rows older than the refusal. No run is the origin of that.
    /// </summary>
    public void Enforce(in StampedConsent consent)
    {
        if (consent.Denies(ConsentDenials.Advertising) && Ids.IsPresent)
        {
            Ids = new Stamped<RunOrigin>(DeviceContent.NoIds, Math.Max(consent.At, Ids.At), default);
        }

        if (consent.Denies(ConsentDenials.Location) && Fix.At != Precedence.Absent)
        {
            Fix = StampedFix.Cleared(Math.Max(consent.At, Fix.At), default(RunOrigin));
        }
    }
}
