using Maas.Aws.Prices;

namespace Maas.Cli.Cost;

/// <summary>The month's bill of a workload, line by line: 730 hours, list prices, no free tier, no support, no tax.</summary>
/// <param name="Lines">In the order of the flow.</param>
/// <param name="EventsAMonth">Events that the month carries.</param>
internal sealed record MonthlyCost(IReadOnlyList<CostLine> Lines, double EventsAMonth)
{
    private const double Hours = 730;
    private const double Million = 1e6;
    private const double Gigabyte = 1e9;
    private const double Gibibyte = 1024 * 1024 * 1024;

    /// <summary>Firehose bills a record by started pieces of this size.</summary>
    private const double RecordPiece = 5 * 1024;

    /// <summary>Files that an hour leaves: raw objects by size or time, and the lake's Parquet and log entries.</summary>
    private const double PutsAnHour = 2 * 12 + 60;

    private const double GetsAnHour = 1_000;
    private const int VolumeGigabytes = 20;

    /// <summary>What EMR 7 gives a node of an .xlarge type where nothing is asked for: 64 GiB to work on, and 15 for the system.</summary>
    private const int ClusterVolumeGigabytes = 64 + 15;
    private const int Secrets = 4;
    private const int Alarms = 6;
    private const int LoadBalancerZones = 2;

    public decimal Total => Lines.Sum(static line => line.Cost);

    /// <summary>The same month with what the original design does otherwise: an event a record, an instance that schedules.</summary>
    public decimal OriginalTotal => Lines.Sum(static line => line.Original ?? line.Cost);

    public decimal AMillionEvents => EventsAMonth == 0 ? 0 : Total / (decimal)(EventsAMonth / Million);

    /// <summary>What one more million events adds where the fleet stays as it is.</summary>
    public decimal OneMoreMillion { get; private init; }

    public static MonthlyCost Of(Workload load, PriceTable prices)
    {
        var lines = Bill(load, prices);
        var busier = Bill(load with { EventsAnHour = load.EventsAnHour + (Million / Hours) }, prices);
        return new MonthlyCost(lines, load.EventsAnHour * Hours)
        {
            OneMoreMillion = busier.Sum(static line => line.Cost) - lines.Sum(static line => line.Cost),
        };
    }

    private static List<CostLine> Bill(Workload load, PriceTable prices)
    {
        var csv = ((load.EventsAnHour * load.BytesAnEvent) + (load.DevicesAnHour * load.BytesADeviceRow)) * Hours;
        List<CostLine> lines = [.. Fleet(load, csv, prices), .. Delivery(load, csv, prices), .. Objects(load, csv, prices)];
        lines.AddRange(State(load, prices));
        lines.AddRange(Batch(load, prices));
        lines.Add(
            new(
                "EC2 scheduler",
                "instance that starts the batch: a grain's reminder here",
                0,
                prices["scheduler-instance-hour"],
                (decimal)Hours * prices["scheduler-instance-hour"]
            )
        );
        lines.Add(new("Route 53", "hosted zone", 1, prices["hosted-zone-month"]));
        lines.Add(new("Operations", "secrets", Secrets, prices["secret-month"]));
        lines.Add(new("Operations", "alarms", Alarms, prices["alarm-month"]));
        return lines;
    }

    private static IEnumerable<CostLine> Fleet(Workload load, double csv, PriceTable prices)
    {
        // What SDKs send is about twice what is kept of it.
        var units = Math.Max(1, 2 * csv / Gibibyte / Hours);
        yield return new("Beanstalk", $"{load.Gateways} gateway instances", load.Gateways * Hours, prices["gateway-instance-hour"]);
        yield return new("Beanstalk", $"{load.Silos} silo instances", load.Silos * Hours, prices["silo-instance-hour"]);
        yield return new("Beanstalk", "volumes", (load.Gateways + load.Silos) * VolumeGigabytes, prices["volume-gb-month"]);
        yield return new(
            "Beanstalk",
            "public addresses",
            (load.Gateways + load.Silos + LoadBalancerZones) * Hours,
            prices["public-address-hour"]
        );
        yield return new("Beanstalk", "load balancer", Hours, prices["load-balancer-hour"]);
        yield return new("Beanstalk", "load balancer units", units * Hours, prices["load-balancer-unit-hour"]);
    }

    private static IEnumerable<CostLine> Delivery(Workload load, double csv, PriceTable prices)
    {
        var gigabytes = csv / Gigabyte * Billed(load.BytesARecord);
        var oneARecord =
            (
                (load.EventsAnHour * load.BytesAnEvent * Billed(load.BytesAnEvent))
                + (load.DevicesAnHour * load.BytesADeviceRow * Billed(load.BytesADeviceRow))
            )
            * Hours
            / Gigabyte;
        yield return new(
            "Firehose",
            "GB billed, records packed",
            gigabytes,
            prices["firehose-gb"],
            (decimal)oneARecord * prices["firehose-gb"]
        );
    }

    /// <summary>Bytes billed of a byte sent in records of a size: the last piece of each is billed whole.</summary>
    private static double Billed(double recordBytes) => Math.Ceiling(recordBytes / RecordPiece) * RecordPiece / recordBytes;

    private static IEnumerable<CostLine> Objects(Workload load, double csv, PriceTable prices)
    {
        var bytesADay = csv / Hours * 24;
        var raw = bytesADay * load.RawDays * load.RawCompression / Gigabyte;
        var lake = bytesADay * load.LakeDays * load.LakeCompression / Gigabyte;
        yield return new("S3", $"GB of raw rows, {load.RawDays:0} days", raw, prices["s3-storage-gb-month"]);
        yield return new("S3", $"GB of lake, {load.LakeDays:0} days", lake, prices["s3-storage-gb-month"]);
        yield return new("S3", "thousand writes", PutsAnHour * Hours / 1000, prices["s3-put-1000"]);
        yield return new("S3", "thousand reads", GetsAnHour * Hours / 1000, prices["s3-get-1000"]);
    }

    private static IEnumerable<CostLine> State(Workload load, PriceTable prices)
    {
        // Each active device's saves, and one more when the hour is merged back.
        var writes = load.DevicesAnHour * (load.SavesADeviceHour + 1) * load.UnitsASave * Hours / Million;
        // A device that has left memory is read once when it comes back; a state is read in one strong unit a started 4 KiB.
        var reads = load.DevicesAnHour * Hours / Million;
        yield return new("DynamoDB", "million write units", writes, prices["dynamodb-write-million"]);
        yield return new("DynamoDB", "million read units", reads, prices["dynamodb-read-million"]);
        yield return new(
            "DynamoDB",
            "GB of state",
            load.DevicesKept * load.UnitsASave * 1024 / Gigabyte,
            prices["dynamodb-storage-gb-month"]
        );
    }

    private static IEnumerable<CostLine> Batch(Workload load, PriceTable prices)
    {
        var hours = load.ClusterMinutes / 60 * Hours;
        yield return new("EMR spot", "primary node, on demand", hours, ClusterHour(load, prices, spot: false));
        yield return new("EMR spot", $"{load.CoreNodes} core nodes, spot", hours * load.CoreNodes, ClusterHour(load, prices, spot: true));
        yield return new(
            "EMR spot",
            "GB-months of the nodes' volumes",
            (load.CoreNodes + 1) * ClusterVolumeGigabytes * hours / Hours,
            prices["volume-gb-month"]
        );
    }

    private static decimal ClusterHour(Workload load, PriceTable prices, bool spot) =>
        load.ClusterTypes.Max(type =>
            prices.ClusterHour(type, spot)
            ?? throw new CliException(ExitCode.Usage, $"The price table has no '{type}' in its instanceHours: give it with --prices.")
        );
}
