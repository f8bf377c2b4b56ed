using Maas.Simulation.Randomness;

namespace Maas.Simulation.Csv;

/// <summary>The coordinates of a tracking row: hour (from 0 on), file, position in the file.</summary>
internal readonly record struct RowPlace(int Hour, int File, int Position);

internal enum RowKind
{
    Fresh,
    CopyInHour,
    CopyOfEarlier,
}

/// <summary>
/// Says what each row is, from its coordinates alone: whether it repeats another row, which one, and whose device it is. Every repeated
/// row is repeated at most once from within its hour and at most once from each later hour, and is itself no copy; so counting copies
/// while writing gives exact truth, without remembering any identity.
/// </summary>
internal sealed class HourPlan(HourOfCsvOptions options)
{
    /// <summary>Devices without a device row have indexes from here on.</summary>
    public const long FirstStranger = 1L << 40;

    private const int HorizonHours = 23;
    private const double TypicalRowBytes = 318;
    private const double PreviousHourShare = 0.1;

    private readonly List<int> _active = [];
    private readonly int _strangers = Math.Max(10, (int)(2_000 * options.Scale));

    public long TrackingBytesAFile { get; } = (long)(HourOfCsvOptions.ReferenceTrackingBytes * options.Scale / options.Files);

    /// <summary>How far back in the neighbouring file a copy's original lies: far more than the files' lengths differ.</summary>
    public int Lag { get; } =
        (int)Math.Min(1_000, 1 + (HourOfCsvOptions.ReferenceTrackingBytes * options.Scale / options.Files / TypicalRowBytes / 10));

    public int TypicalRowsAFile => (int)(TrackingBytesAFile / TypicalRowBytes);

    /// <summary>Tells how many devices, from <see cref="FirstDevice"/> on, have a device row in the hour.</summary>
    public void AddHour(int activeDevices) => _active.Add(activeDevices);

    /// <summary>The index of the hour's first device; a third of an hour's devices is new.</summary>
    public long FirstDevice(int hour) => hour * (long)(HourOfCsvOptions.ReferenceDeviceBytes * options.Scale / 240 / 3);

    public (RowKind Kind, RowPlace Source) Resolve(RowPlace place)
    {
        var random = SplitMix64.Of((ulong)options.Seed, 0xC0B1, Coordinates(place), (ulong)place.Position);
        var choice = random.NextDouble();
        if (choice < options.CopiesInHour)
        {
            var source = new RowPlace(place.Hour, (place.File + 1) % options.Files, place.Position - Lag);
            return source.Position >= 0 && !MayBeCopy(source) ? (RowKind.CopyInHour, source) : (RowKind.Fresh, place);
        }

        if (choice < options.CopiesInHour + options.CopiesOfEarlierHours && place.Hour > 0 && place.Position < TypicalRowsAFile * 0.9)
        {
            var source = place with { Hour = place.Hour - 1 - random.Below(Math.Min(place.Hour, HorizonHours)) };
            return !MayBeCopy(source) && DeviceOf(source) < FirstStranger ? (RowKind.CopyOfEarlier, source) : (RowKind.Fresh, place);
        }

        return (RowKind.Fresh, place);
    }

    /// <summary>The device of a fresh row.</summary>
    public long DeviceOf(RowPlace place)
    {
        var random = SplitMix64.Of((ulong)options.Seed, 0xDE1, Coordinates(place), (ulong)place.Position);
        var choice = random.NextDouble();
        if (choice < options.Unmatched)
        {
            return FirstStranger + random.Below(_strangers);
        }

        var hour = place.Hour > 0 && choice < options.Unmatched + PreviousHourShare ? place.Hour - 1 : place.Hour;
        return (FirstDevice(hour) + random.Below(_active[hour])) % options.Devices;
    }

    /// <summary>The source of everything else about a fresh row.</summary>
    public SplitMix64 RandomOf(RowPlace place) => SplitMix64.Of((ulong)options.Seed, 0xF1E1D, Coordinates(place), (ulong)place.Position);

    private static ulong Coordinates(RowPlace place) => ((ulong)place.Hour << 16) | (uint)place.File;

    private bool MayBeCopy(RowPlace place) =>
        SplitMix64.Of((ulong)options.Seed, 0xC0B1, Coordinates(place), (ulong)place.Position).NextDouble()
        < options.CopiesInHour + options.CopiesOfEarlierHours;
}
