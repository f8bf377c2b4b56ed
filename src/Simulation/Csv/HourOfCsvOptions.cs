using Maas.Tracking.Time;

namespace Maas.Simulation.Csv;

/// <summary>What raw hours to write. The defaults are the reference load: 872.1 MiB of tracking and 24.5 MiB of device rows an hour.</summary>
public sealed record HourOfCsvOptions
{
    public const long ReferenceTrackingBytes = 914_463_130;
    public const long ReferenceDeviceBytes = 25_690_112;

    /// <summary>Gets <c>raw/tracking/…</c>, <c>raw/devices/…</c> and the truth file.</summary>
    public required string Folder { get; init; }

    /// <summary>The first hour.</summary>
    public required HourWindow Start { get; init; }

    /// <summary>Consecutive hours; each holds some copies of events of the ones before it, up to 23 hours back.</summary>
    public int Hours { get; init; } = 1;

    /// <summary>Size of each hour as a share of the reference.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Devices that exist. About 112,000 (times scale) of them are active in an hour, and each hour a third of those is new.</summary>
    public int Devices { get; init; } = 1_000_000;

    public long Seed { get; init; } = 1;

    /// <summary>Tracking files an hour; devices get a quarter of that.</summary>
    public int Files { get; init; } = 8;

    /// <summary>Write <c>.csv.gz</c> (level 1), not <c>.csv</c>.</summary>
    public bool Gzip { get; init; } = true;

    /// <summary>The rows' <c>app_id</c>.</summary>
    public string App { get; init; } = "demo";

    /// <summary>Share of rows that repeat an identity of the same hour.</summary>
    public double CopiesInHour { get; init; } = 0.01;

    /// <summary>Share of rows that repeat an identity of an earlier hour.</summary>
    public double CopiesOfEarlierHours { get; init; } = 0.008;

    /// <summary>Share of rows whose device never has a device row.</summary>
    public double Unmatched { get; init; } = 0.02;

    /// <summary>Where the exact counts go.</summary>
    public string TruthPath => Path.Combine(Folder, "hour-of-csv.truth.json");
}
