namespace Maas.Tracking.Devices;

/// <summary>
/// The lake's side of a device as bytes, in two forms: as a stored state holds it, and as memory does, where it is half the size of the
/// objects that it is read as. In memory names are packed and a value that the live side has too is left out, so it is read beside the
/// values that it was written beside.
/// </summary>
internal static class LakeCodec
{
    /// <summary>Writes the stored form.</summary>
    public static void Write(StateWriter writer, LakeSide lake) => Write(writer, lake, beside: null);

    /// <summary>Reads the stored form.</summary>
    public static LakeSide Read(ref StateReader reader) => Read(ref reader, beside: null);

    /// <summary>The form in memory, beside a device's live values.</summary>
    public static byte[] Pack(LakeSide lake, DeviceState beside)
    {
        using var writer = new StateWriter();
        Write(writer, lake, beside);
        return writer.ToArray();
    }

    /// <summary>Reads the form in memory beside the same live values.</summary>
    public static LakeSide Unpack(byte[] packed, DeviceState beside)
    {
        var reader = new StateReader(packed);
        return Read(ref reader, beside);
    }

    private static void Write(StateWriter writer, LakeSide lake, DeviceState? beside)
    {
        var runs = new List<string>();
        Note(lake.Run);
        Note(lake.Profile.Origin);
        Note(lake.Ids.Origin);
        Note(lake.Settings.Origin);
        Note(lake.Fix.Origin);
        foreach (var hour in lake.Hours)
        {
            Note(hour.Run);
        }

        writer.WriteCount(runs.Count);
        runs.ForEach(WriteName);
        WriteName(lake.DeviceUid);
        WriteRun(lake.Run);
        WriteGroup(lake.Profile, beside?.Profile.Value);
        WriteGroup(lake.Ids, beside?.Ids.Value);
        WriteGroup(lake.Settings, beside?.Settings.Value);
        if (writer.WriteFix(lake.Fix.Fix))
        {
            WriteRun(lake.Fix.Origin);
        }

        writer.WriteTime(lake.FirstSeenAt);
        writer.WriteTime(lake.LastSeenAt);
        writer.WriteCount(lake.Hours.Length);
        foreach (var hour in lake.Hours)
        {
            writer.WriteInt32(hour.Hour);
            writer.WriteCount(hour.Events);
            WriteRun(hour.Run);
        }

        void Note(RunOrigin run)
        {
            if (!runs.Contains(run.Id ?? ""))
            {
                runs.Add(run.Id ?? "");
            }
        }

        void WriteName(string name)
        {
            if (beside is null)
            {
                writer.WriteText(name);
            }
            else
            {
                writer.WritePacked(name);
            }
        }

        void WriteRun(RunOrigin run) => writer.WriteCount(runs.IndexOf(run.Id ?? ""));

        void WriteGroup(in Stamped<RunOrigin> group, byte[]? live)
        {
            if (!writer.WriteTime(group.At))
            {
                return;
            }

            var asLive = live is not null && group.Value.AsSpan().SequenceEqual(live);
            if (live is not null)
            {
                writer.WriteByte(asLive ? (byte)1 : (byte)0);
            }

            if (!asLive)
            {
                writer.WriteBytes(group.Value);
            }

            WriteRun(group.Origin);
        }
    }

    private static LakeSide Read(ref StateReader reader, DeviceState? beside)
    {
        var runs = new RunOrigin[reader.ReadLength()];
        for (var at = 0; at < runs.Length; at++)
        {
            var id = ReadName(ref reader, beside);
            runs[at] = new RunOrigin(id.Length == 0 ? null : id);
        }

        var facts = new LakeFacts
        {
            DeviceUid = ReadName(ref reader, beside),
            Run = ReadRun(ref reader, runs),
            Profile = ReadGroup(ref reader, runs, beside?.Profile.Value),
            Ids = ReadGroup(ref reader, runs, beside?.Ids.Value),
            Settings = ReadGroup(ref reader, runs, beside?.Settings.Value),
        };
        if (reader.ReadFix(out var fix))
        {
            facts = facts with { Fix = new StampedFix<RunOrigin>(fix, ReadRun(ref reader, runs)) };
        }

        facts = facts with { FirstSeenAt = reader.ReadTime(), LastSeenAt = reader.ReadTime() };
        var hours = new LakeHour[reader.ReadLength()];
        for (var at = 0; at < hours.Length; at++)
        {
            hours[at] = new LakeHour(reader.ReadInt32(), reader.ReadCount(), ReadRun(ref reader, runs));
        }

        return LakeSide.Create(facts with { Hours = hours });
    }

    private static string ReadName(ref StateReader reader, DeviceState? beside) => beside is null ? reader.ReadText() : reader.ReadPacked();

    private static RunOrigin ReadRun(ref StateReader reader, RunOrigin[] runs)
    {
        var index = reader.ReadCount();
        return index < runs.Length ? runs[index] : throw StateReader.Broken();
    }

    private static Stamped<RunOrigin> ReadGroup(ref StateReader reader, RunOrigin[] runs, byte[]? live)
    {
        if (reader.ReadTime() is var at && at == Precedence.Absent)
        {
            return default;
        }

        var value = live is not null && reader.ReadByte() == 1 ? live : reader.ReadBytes().ToArray();
        return new Stamped<RunOrigin>(value, at, ReadRun(ref reader, runs));
    }
}
