using Maas.Contracts.Devices;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Consent;
using Maas.Tracking.Csv;
using Maas.Tracking.Devices;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// Joins what the events of one device say of it: of each group of fields the newest statement, by event time; of two at the same time the one
/// whose text is greater, so that their order in the request does not matter.
/// </summary>
internal readonly ref struct ObservationWriter(RowBuffer target, EventBatch batch)
{
    private const int None = -1;

    public PendingObservation Write(DeviceGroup group)
    {
        var pending = new PendingObservation
        {
            FirstEventAt = long.MaxValue,
            LastEventAt = long.MinValue,
            Profile = Join(group, Says.Profile),
            UserId = Join(group, Says.UserIdOnly),
            Ids = Join(group, Says.Ids),
            Settings = Join(group, Says.Settings),
        };
        var isAllRefused = true;
        for (var index = group.First; index >= 0; index = batch.Resolved[index].NextOfDevice)
        {
            ref var resolved = ref batch.Resolved[index];
            var isRefused = resolved.Consent.HasFlag(ConsentDenials.Analytics);
            if (isAllRefused && !isRefused)
            {
                isAllRefused = false;
                (pending.FirstEventAt, pending.LastEventAt) = (long.MaxValue, long.MinValue);
            }

            if (isAllRefused || !isRefused)
            {
                pending.FirstEventAt = Math.Min(pending.FirstEventAt, resolved.EventAt);
                pending.LastEventAt = Math.Max(pending.LastEventAt, resolved.EventAt);
            }

            JoinFix(ref pending, ref resolved);
            JoinConsent(ref pending, ref resolved);
        }

        return pending;
    }

    private Observed Join(DeviceGroup group, Says kind)
    {
        var best = None;
        for (var index = group.First; index >= 0; index = batch.Resolved[index].NextOfDevice)
        {
            ref var resolved = ref batch.Resolved[index];
            if ((resolved.Says & kind) != Says.Nothing && (best == None || resolved.EventAt > batch.Resolved[best].EventAt))
            {
                best = index;
            }
        }

        return best == None ? new Observed(null, 0, target.Length, target.Length) : WriteGreatest(best, kind);
    }

    /// <summary>Writes what the event says and, where later ones of the same time say something else, the greatest of their texts.</summary>
    private Observed WriteGreatest(int first, Says kind)
    {
        var at = batch.Resolved[first].EventAt;
        var start = target.Length;
        WriteText(kind, first);
        var best = new Observed(at, batch.Resolved[first].MessageHash, start, target.Length);
        for (var index = batch.Resolved[first].NextOfDevice; index >= 0; index = batch.Resolved[index].NextOfDevice)
        {
            ref var resolved = ref batch.Resolved[index];
            if ((resolved.Says & kind) == Says.Nothing || resolved.EventAt != at || SaysAlike(kind, first, index))
            {
                continue;
            }

            start = target.Length;
            WriteText(kind, index);
            if (target.Span[start..].SequenceCompareTo(target.Span[best.Start..best.End]) > 0)
            {
                best = new Observed(at, resolved.MessageHash, start, target.Length);
            }
            else
            {
                target.Truncate(start);
            }
        }

        return best;
    }

    /// <summary>Whether two events say the same by the places of their fields alone. False says nothing.</summary>
    private bool SaysAlike(Says kind, int first, int second)
    {
        ref var one = ref batch.Table.Events[first];
        ref var other = ref batch.Table.Events[second];
        return batch.Resolved[first].HasSameIdentity(in batch.Resolved[second])
            && one.IsSame(in other, Field.Consent, Field.ScreenDensity)
            && (
                (kind & (Says.Profile | Says.UserIdOnly)) == Says.Nothing
                || (
                    IsSameText(ref one, ref other, Field.UserId)
                    && IsSameText(ref one, ref other, Field.Locale)
                    && IsSameText(ref one, ref other, Field.Timezone)
                )
            );
    }

    private bool IsSameText(ref EventFields one, ref EventFields other, Field field) =>
        batch.Text(one[field]).SequenceEqual(batch.Text(other[field]));

    private void WriteText(Says kind, int index)
    {
        ref var fields = ref batch.Table.Events[index];
        ref var resolved = ref batch.Resolved[index];
        switch (kind)
        {
            case Says.Profile:
                ProfileWriter.Write(target, batch, ref fields, ref resolved);
                break;
            case Says.UserIdOnly:
                CsvFields.WriteText(target, batch.Text(fields[Field.UserId]));
                break;
            case Says.Ids:
                RowWriter.WriteIds(target, batch, ref fields, ref resolved);
                break;
            default:
                Settings.Write(target, batch, ref fields);
                break;
        }
    }

    private static void JoinFix(ref PendingObservation pending, ref ResolvedEvent resolved)
    {
        if ((resolved.Says & Says.Fix) == Says.Nothing)
        {
            return;
        }

        ref readonly var fix = ref resolved.Fix;
        var current = pending.Fix;
        if (
            current is null
            || (fix.At, fix.Latitude, fix.Longitude).CompareTo((current.Value.At, current.Value.Latitude, current.Value.Longitude)) > 0
        )
        {
            pending.Fix = fix;
            pending.FixBy = resolved.MessageHash;
        }
    }

    private static void JoinConsent(ref PendingObservation pending, ref ResolvedEvent resolved)
    {
        if (
            resolved.Says.HasFlag(Says.Consent)
            && (
                pending.ConsentAt is null
                || (resolved.EventAt, (byte)resolved.Consent).CompareTo((pending.ConsentAt.Value, (byte)pending.Consent)) > 0
            )
        )
        {
            pending.Consent = resolved.Consent;
            pending.ConsentAt = resolved.EventAt;
            pending.ConsentBy = resolved.MessageHash;
        }
    }
}

/// <summary>An observation whose texts still lie in a growing buffer.</summary>
internal struct PendingObservation
{
    public long FirstEventAt;
    public long LastEventAt;
    public Observed Profile;
    public Observed UserId;
    public Observed Ids;
    public Observed Settings;
    public Fix? Fix;
    public ulong FixBy;
    public ConsentDenials Consent;
    public long? ConsentAt;
    public ulong ConsentBy;

    /// <summary>Makes the message, once the buffer no longer moves.</summary>
    public readonly DeviceObservation ToMessage(ReadOnlyMemory<byte> buffer) =>
        new()
        {
            FirstEventAt = FirstEventAt,
            LastEventAt = LastEventAt,
            Profile = buffer[Profile.Start..Profile.End],
            ProfileAt = Profile.At,
            ProfileBy = Profile.By,
            UserId = buffer[UserId.Start..UserId.End],
            UserIdAt = UserId.At,
            UserIdBy = UserId.By,
            Ids = buffer[Ids.Start..Ids.End],
            IdsAt = Ids.At,
            IdsBy = Ids.By,
            Settings = buffer[Settings.Start..Settings.End],
            SettingsAt = Settings.At,
            SettingsBy = Settings.By,
            Fix = Fix is { } fix
                ? new FixMessage(fix.At, fix.Latitude, fix.Longitude, fix.Altitude, fix.Accuracy, fix.Speed, fix.Bearing)
                : null,
            FixBy = FixBy,
            Consent = Consent,
            ConsentAt = ConsentAt,
            ConsentBy = ConsentBy,
        };
}
