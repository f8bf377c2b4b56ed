namespace Maas.Silo.Hosting;

/// <summary>What makes rows durable; section <c>Maas:Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Maas:Delivery";

    /// <summary>
    /// What makes rows durable. <c>Local</c> (default): files in the data folder. <c>Firehose</c>: Kinesis Data Firehose, which writes them to
    /// the bucket of <c>Maas:Objects</c>; its region, credentials and endpoint are those of the AWS SDK.
    /// </summary>
    public DeliveryKind Kind { get; set; } = DeliveryKind.Local;
}

/// <summary>What makes rows durable.</summary>
public enum DeliveryKind
{
    Local,
    Firehose,
}
