using Maas.Aws.Emr;

namespace Maas.Cli.Cost;

/// <summary>What a deployment has to carry, and how it is built. The defaults are the reference load on the smallest fleet that survives a machine.</summary>
internal sealed record Workload
{
    /// <summary>Tracking events received an hour; the reference hour holds 872.1 MiB of them.</summary>
    public double EventsAnHour { get; init; } = 2_876_000;

    /// <summary>Bytes of a tracking row.</summary>
    public double BytesAnEvent { get; init; } = 318;

    /// <summary>Devices that send something in an hour.</summary>
    public double DevicesAnHour { get; init; } = 112_000;

    /// <summary>Bytes of a device row; a device writes about one an hour (24.5 MiB in the reference hour).</summary>
    public double BytesADeviceRow { get; init; } = 229;

    /// <summary>Devices that the registry keeps.</summary>
    public double DevicesKept { get; init; } = 1_000_000;

    /// <summary>Events that one delivered record packs together under load: at least 100 KiB.</summary>
    public double BytesARecord { get; init; } = 100 * 1024;

    /// <summary>Bytes stored of a byte of CSV, gzipped.</summary>
    public double RawCompression { get; init; } = 0.2;

    /// <summary>Bytes of Parquet of a byte of CSV: 88 MB of the reference hour.</summary>
    public double LakeCompression { get; init; } = 0.096;

    public double RawDays { get; init; } = 30;

    public double LakeDays { get; init; } = 365;

    /// <summary>Times that an active device's state is saved in an hour: the flush interval is a minute, a session some minutes.</summary>
    public double SavesADeviceHour { get; init; } = 4;

    /// <summary>Write units of a saved state: one a started KiB.</summary>
    public double UnitsASave { get; init; } = 1;

    public int Gateways { get; init; } = 2;

    public int Silos { get; init; } = 2;

    /// <summary>Minutes that an hour's cluster is billed for, start-up included.</summary>
    public double ClusterMinutes { get; init; } = 15;

    /// <summary>Worker nodes of an hour's cluster: the units that it starts with, of machines of the smaller size.</summary>
    public int CoreNodes { get; init; } = new EmrClusterOptions().WorkerUnits / DefaultMachines.Units;

    /// <summary>The types that a cluster is of where none are configured. Which it gets is EMR's choice: the dearest is counted.</summary>
    public IReadOnlyList<string> ClusterTypes { get; init; } = DefaultMachines.Types;
}
