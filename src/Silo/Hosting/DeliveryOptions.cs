namespace Maas.Silo.Hosting;

/// <summary>What makes rows durable; section <c>Maas:Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Maas:Delivery";

    /// <summary>What makes rows durable. <c>Local</c> (default): files in the data folder.</summary>
    public DeliveryKind Kind { get; set; } = DeliveryKind.Local;
}

/// <summary>What makes rows durable.</summary>
public enum DeliveryKind
{
    Local,
}
