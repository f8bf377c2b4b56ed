namespace Maas.Tracking.Devices;

/// <summary>What a run found of a device, in the forms that its state keeps. Absent groups and times are the defaults here.</summary>
public readonly record struct LakeFacts()
{
    public string DeviceUid { get; init; } = "";

    public RunOrigin Run { get; init; }

    public Stamped<RunOrigin> Profile { get; init; }

    public Stamped<RunOrigin> Ids { get; init; }

    public Stamped<RunOrigin> Settings { get; init; }

    public StampedFix<RunOrigin> Fix { get; init; } = StampedFix.None<RunOrigin>();

    public long FirstSeenAt { get; init; } = Precedence.Absent;

    public long LastSeenAt { get; init; } = Precedence.Absent;

    public IReadOnlyList<LakeHour> Hours { get; init; } = [];
}
