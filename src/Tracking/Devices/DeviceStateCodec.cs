using Maas.Tracking.Consent;

namespace Maas.Tracking.Devices;

/// <summary>
/// A device's state as bytes: a version, then the groups in a fixed order. A later version reads the bytes of every earlier one; whoever
/// changes the layout raises the version and keeps a sample of the old one as a test.
/// </summary>
public static class DeviceStateCodec
{
    private const byte Version = 1;

    public static byte[] Encode(DeviceState state)
    {
        using var writer = new StateWriter();
        writer.WriteByte(Version);
        writer.WriteByte((byte)((state.RowIsCurrent ? 1 : 0) | (state.HasRow ? 2 : 0) | (state.Lake is not null ? 4 : 0)));
        WriteGroup(writer, state.Profile);
        WriteGroup(writer, state.UserId?.Value ?? default);
        WriteGroup(writer, state.Ids);
        WriteGroup(writer, state.Settings);
        if (writer.WriteFix(state.Fix.Fix))
        {
            writer.WriteUInt64(state.Fix.Origin.Hash);
        }

        if (writer.WriteTime(state.Consent.At))
        {
            writer.WriteByte((byte)state.Consent.Denials);
            writer.WriteUInt64(state.Consent.By.Hash);
        }

        writer.WriteTime(state.FirstSeenAt);
        writer.WriteTime(state.LastSeenAt);
        writer.WriteCount(state.Session.Events);
        if (state.Session.Events > 0)
        {
            writer.WriteTime(state.Session.StartedAt);
            writer.WriteTime(state.Session.LastEventAt);
        }

        WriteMessages(writer, state.Messages);
        writer.WriteCount(state.Hours.Length);
        foreach (var hour in state.Hours)
        {
            writer.WriteInt32(hour.Hour);
            writer.WriteCount(hour.Events);
        }

        writer.WriteCount(state.IndexedIds.Length);
        foreach (var ids in state.IndexedIds)
        {
            writer.WriteBytes(ids);
        }

        if (state.Lake is { } lake)
        {
            LakeCodec.Write(writer, lake);
        }

        return writer.ToArray();
    }

    /// <param name="bytes">What <see cref="Encode"/> returned, in this version or an earlier one.</param>
    /// <param name="limits">What the state keeps from now on.</param>
    /// <exception cref="InvalidDataException">The bytes are of a later version, or no state.</exception>
    public static DeviceState Decode(ReadOnlySpan<byte> bytes, DeviceLimits limits)
    {
        var reader = new StateReader(bytes);
        if (reader.ReadByte() is var version && version != Version)
        {
            throw new InvalidDataException($"A device's state is of version {version}; this program reads {Version}.");
        }

        var flags = reader.ReadByte();
        var state = new DeviceState();
        var profile = ReadGroup(ref reader);
        state.UserId = ReadGroup(ref reader) is { IsPresent: true } userId ? new StampedUserId(userId) : null;
        state.SetGroups(profile, ids: ReadGroup(ref reader), settings: ReadGroup(ref reader));
        if (reader.ReadFix(out var fix))
        {
            state.Fix = new StampedFix<MessageOrigin>(fix, new MessageOrigin(reader.ReadUInt64()));
        }

        if (reader.ReadTime() is var consentAt && consentAt != Precedence.Absent)
        {
            state.Consent = new StampedConsent((ConsentDenials)reader.ReadByte(), consentAt, reader.ReadUInt64());
        }

        state.FirstSeenAt = reader.ReadTime();
        state.LastSeenAt = reader.ReadTime();
        if (reader.ReadCount() is var events && events > 0)
        {
            state.Session = new Session(reader.ReadTime(), reader.ReadTime(), events);
        }

        for (var left = reader.ReadCount(); left > 0; left--)
        {
            state.Remember([reader.ReadUInt64()], limits);
        }

        for (var left = reader.ReadCount(); left > 0; left--)
        {
            state.Restore(new LiveHour(reader.ReadInt32(), reader.ReadCount()), limits);
        }

        for (var left = reader.ReadCount(); left > 0; left--)
        {
            state.AddIndexed(Shared(reader.ReadBytes(), state.Ids.Value));
        }

        if ((flags & 4) != 0)
        {
            state.Restore(LakeCodec.Read(ref reader), limits);
        }

        reader.ExpectEnd();
        state.HasRow = (flags & 2) != 0;
        state.RowIsCurrent = (flags & 1) != 0;
        return state;
    }

    private static void WriteGroup(StateWriter writer, in Stamped<MessageOrigin> group)
    {
        if (writer.WriteTime(group.At))
        {
            writer.WriteBytes(group.Value);
            writer.WriteUInt64(group.Origin.Hash);
        }
    }

    private static Stamped<MessageOrigin> ReadGroup(ref StateReader reader) =>
        reader.ReadTime() is var at && at == Precedence.Absent
            ? default
            : new Stamped<MessageOrigin>(Shared(reader.ReadBytes(), DeviceContent.NoIds), at, new MessageOrigin(reader.ReadUInt64()));

    private static void WriteMessages(StateWriter writer, MessageWindow messages)
    {
        Span<ulong> hashes = new ulong[messages.Count];
        messages.CopyTo(hashes);
        writer.WriteCount(hashes.Length);
        foreach (var hash in hashes)
        {
            writer.WriteUInt64(hash);
        }
    }

    private static byte[] Shared(ReadOnlySpan<byte> bytes, byte[] other) => bytes.SequenceEqual(other) ? other : bytes.ToArray();
}
