using System.Runtime.CompilerServices;
using Maas.Tracking.Consent;

namespace Maas.Tracking.Devices;

/// <summary>
/// All that the registry keeps of one device. What its own events said (live) and what hourly runs found (the lake) stand side by side, and
/// everything in it is joined, never assigned (rule 5): <see cref="Join"/> is commutative, associative and idempotent, save for the window
/// of messages, which is best effort. There are many of these, so it is one object with few arrays, and those are shared where they can be.
/// Times are microseconds since the Unix epoch, UTC; an absent one is <see cref="Precedence.Absent"/>.
/// </summary>
public sealed class DeviceState
{
    private MessageWindow _messages;
    private HourCounts<LiveHour> _hours;
    private IndexedIds _indexedIds;

    // Apart, for many devices never state one.
    private StrongBox<StampedConsent>? _consent;

    // In the form of memory, which is read beside the live values: they change by SetGroups only.
    private byte[]? _lake;
    private bool _lakeHasOtherIds;

    public Stamped<MessageOrigin> Profile { get; private set; }

    /// <summary>A user id newer than the profile, which stands in for the profile's own; rare, so apart.</summary>
    public StampedUserId? UserId { get; internal set; }

    public Stamped<MessageOrigin> Ids { get; private set; }

    public Stamped<MessageOrigin> Settings { get; private set; }

    public StampedFix<MessageOrigin> Fix { get; internal set; } = StampedFix.None<MessageOrigin>();

    public StampedConsent Consent
    {
        get => _consent?.Value ?? default;
        internal set => _consent = value.IsPresent ? new StrongBox<StampedConsent>(value) : null;
    }

    public long FirstSeenAt { get; internal set; } = Precedence.Absent;

    public long LastSeenAt { get; internal set; } = Precedence.Absent;

    public Session Session { get; internal set; }

    /// <summary>What hourly runs found, made anew by each call; null before the first.</summary>
    public LakeSide? Lake => _lake is null ? null : LakeCodec.Unpack(_lake, this);

    /// <summary>Whether a durable device row says what <see cref="Content"/> says now.</summary>
    public bool RowIsCurrent { get; internal set; }

    /// <summary>Whether any device row of this device is durable.</summary>
    public bool HasRow { get; internal set; }

    /// <summary>Whether nothing is known of the device.</summary>
    public bool IsEmpty => LastSeenAt == Precedence.Absent && !Consent.IsPresent && _lake is null && Hours.IsEmpty;

    public ReadOnlySpan<LiveHour> Hours => _hours.Hours;

    public ref readonly MessageWindow Messages => ref _messages;

    /// <summary>Where the index of advertising ids may hold the device.</summary>
    public ReadOnlySpan<byte[]> IndexedIds => _indexedIds.All;

    /// <summary>The ids that the device carries now, whichever side set them last; see <see cref="AdvertisingIdFragment"/>.</summary>
    public byte[] CurrentIds =>
        _lakeHasOtherIds && Lake is { } lake && Precedence.Compare(lake.Ids.At, lake.Ids.Value, Ids.At, Ids.Value) > 0
            ? lake.Ids.Value
            : Ids.Value;

    /// <summary>Whether the index holds the device under the ids that it carries now, if it carries any, and under no others.</summary>
    public bool IndexIsCurrent =>
        AdvertisingIdFragment.IsNone(CurrentIds) ? IndexedIds.IsEmpty : IndexedIds.Length == 1 && _indexedIds.Contains(CurrentIds);

    /// <summary>What a device row would say now.</summary>
    public DeviceContent Content =>
        new(Stated(Profile), UserId is { } id ? Stated(id.Value) : StatedValue.None, Stated(Ids), Stated(Settings));

    public bool HasSeen(ulong messageHash) => _messages.Contains(messageHash);

    public void Remember(ReadOnlySpan<ulong> messageHashes, DeviceLimits limits)
    {
        foreach (var hash in messageHashes)
        {
            _messages.Add(hash, limits.Messages);
        }
    }

    /// <summary>Counts events that are new and durable.</summary>
    public void Count(int hour, int events, in Session session, DeviceLimits limits)
    {
        var held = _hours.TryGet(hour, out var count) ? count.Events : 0;
        _hours.Set(new LiveHour(hour, (int)Math.Min((long)held + events, int.MaxValue)), limits.Hours);
        Session = Session.Extend(session);
    }

    /// <summary>Joins what events state. In whatever order and however often facts arrive, the groups end up the same.</summary>
    public void Observe(in DeviceFacts facts)
    {
        if (facts.Consent.IsPresent)
        {
            Consent = Consent.Join(facts.Consent);
            EnforceOnLake();
        }

        FirstSeenAt = Precedence.Earliest(FirstSeenAt, facts.FirstEventAt);
        LastSeenAt = Math.Max(LastSeenAt, facts.LastEventAt);
        Fix = Fix.Join(facts.Fix);
        var before = Content;
        Take(before.Join(facts, Consent));
        RowIsCurrent = RowIsCurrent && Content.SameValues(before);
        EnforceOnFix();
    }

    /// <summary>Takes the shared array of a value that many devices have in common.</summary>
    public void ShareSettings(ValuePool pool)
    {
        if (Settings.IsPresent)
        {
            // The same bytes, so the lake's side reads the same beside them.
            Settings = new Stamped<MessageOrigin>(pool.Share(Settings.Value), Settings.At, Settings.Origin);
        }
    }

    /// <summary>Joins what a run found. A lake that is behind must be told again, so then no row counts as current.</summary>
    public void MergeLake(in LakeFacts facts, DeviceLimits limits)
    {
        var found = LakeSide.Create(facts);
        RowIsCurrent &= !(IsBehind(found.Profile, Profile) || IsBehind(found.Ids, Ids) || IsBehind(found.Settings, Settings));
        var lake = Lake ?? new LakeSide();
        lake.Join(found, limits.Hours);
        lake.Enforce(Consent);
        SetLake(lake);
    }

    /// <summary>Clears what the consent refuses, as it must after a join with a state that did not know of the refusal.</summary>
    public void Enforce()
    {
        var before = Content;
        Take(before.Join(new DeviceFacts(), Consent));
        RowIsCurrent = RowIsCurrent && Content.SameValues(before);
        EnforceOnFix();
        EnforceOnLake();
    }

    /// <summary>A new state that knows only what the owner refuses: that is nowhere else, and all the rest is in the lake.</summary>
    public DeviceState Forget() => new() { Consent = Consent };

    public bool IsIndexed(ReadOnlySpan<byte> ids) => _indexedIds.Contains(ids);

    /// <summary>Records that the index holds the device under these ids.</summary>
    public void AddIndexed(byte[] ids) => _indexedIds.Add(ids);

    /// <summary>Records that the index no longer holds the device under these ids, unless it carries them.</summary>
    public void RemoveIndexed(byte[] ids) => _indexedIds.Remove(ids);

    /// <summary>Records that a durable device row says what <see cref="Content"/> says now.</summary>
    public void MarkRow(bool current)
    {
        HasRow = true;
        RowIsCurrent = current;
    }

    /// <summary>Joins another state of the same device: what a second activation stored.</summary>
    public void Join(DeviceState other, DeviceLimits limits)
    {
        var (mine, theirs) = (Content, other.Content);
        Consent = Consent.Join(other.Consent);
        SetGroups(Profile.Join(other.Profile), Ids.Join(other.Ids), Settings.Join(other.Settings));
        UserId = StampedUserId.Join(UserId, other.UserId, Profile.At);
        Fix = Fix.Join(other.Fix);
        FirstSeenAt = Precedence.Earliest(FirstSeenAt, other.FirstSeenAt);
        LastSeenAt = Math.Max(LastSeenAt, other.LastSeenAt);
        Session = Session.Join(Session, other.Session);
        _hours.Join(other._hours, limits.Hours);
        _messages = _messages.Join(other._messages, limits.Messages);
        // Each may have told the lake what the other did not: unless they say the same, it is told again.
        RowIsCurrent = RowIsCurrent && other.RowIsCurrent && mine.SameRow(theirs);
        HasRow |= other.HasRow;
        _indexedIds.Join(other._indexedIds);
        if (other.Lake is { } found)
        {
            var lake = Lake ?? new LakeSide();
            lake.Join(found, limits.Hours);
            SetLake(lake);
        }
    }

    internal void Restore(LiveHour hour, DeviceLimits limits) => _hours.Join(hour, limits.Hours);

    internal void Restore(LakeSide stored, DeviceLimits limits)
    {
        var lake = new LakeSide();
        lake.Join(stored, limits.Hours);
        SetLake(lake);
    }

    internal void SetGroups(in Stamped<MessageOrigin> profile, in Stamped<MessageOrigin> ids, in Stamped<MessageOrigin> settings)
    {
        var isSame =
            ReferenceEquals(profile.Value, Profile.Value)
            && ReferenceEquals(ids.Value, Ids.Value)
            && ReferenceEquals(settings.Value, Settings.Value);
        var lake = isSame ? null : Lake;
        (Profile, Ids, Settings) = (profile, ids, settings);
        if (lake is not null)
        {
            SetLake(lake);
        }
    }

    private static StatedValue Stated(in Stamped<MessageOrigin> group) =>
        group.IsPresent ? new StatedValue(group.Value, group.At, group.Origin.Hash) : StatedValue.None;

    private static bool IsBehind(in Stamped<RunOrigin> lake, in Stamped<MessageOrigin> live) =>
        lake.At < live.At && !lake.Value.AsSpan().SequenceEqual(live.Value);

    private static Stamped<MessageOrigin> Keep(in Stamped<MessageOrigin> held, in StatedValue next)
    {
        if (!next.IsPresent)
        {
            return held;
        }

        var value =
            held.Value.AsSpan().SequenceEqual(next.Value.Span) ? held.Value
            : next.Value.Span.SequenceEqual(DeviceContent.NoIds) ? DeviceContent.NoIds
            : next.Value.ToArray();
        return new Stamped<MessageOrigin>(value, next.At, new MessageOrigin(next.By));
    }

    private void Take(in DeviceContent next)
    {
        SetGroups(Keep(Profile, next.Profile), Keep(Ids, next.Ids), Keep(Settings, next.Settings));
        UserId = next.UserId.IsPresent ? new StampedUserId(Keep(UserId?.Value ?? default, next.UserId)) : null;
    }

    private void EnforceOnFix()
    {
        if (Consent.Denies(ConsentDenials.Location) && Fix.At != Precedence.Absent)
        {
            Fix = StampedFix.Cleared(Math.Max(Consent.At, Fix.At), Consent.By);
        }
    }

    /// <summary>Due when the consent or the lake's side has changed, and not with every event: it is read and written anew.</summary>
    private void EnforceOnLake()
    {
        if (Consent.Denies(ConsentDenials.Advertising | ConsentDenials.Location) && Lake is { } lake)
        {
            lake.Enforce(Consent);
            SetLake(lake);
        }
    }

    private void SetLake(LakeSide lake)
    {
        _lake = LakeCodec.Pack(lake, this);
        _lakeHasOtherIds = !lake.Ids.Value.AsSpan().SequenceEqual(Ids.Value);
    }
}
