namespace Maas.Cli.Cost;

/// <summary>A line of the month's bill.</summary>
/// <param name="Item">The line item of the design that it belongs to, such as <c>Firehose</c>.</param>
/// <param name="What">What is paid for.</param>
/// <param name="Units">How many units a month.</param>
/// <param name="UnitPrice">The price of one.</param>
/// <param name="Original">What the same line costs in the original design, a month; null where it has no such line or does not differ.</param>
internal sealed record CostLine(string Item, string What, double Units, decimal UnitPrice, decimal? Original = null)
{
    public decimal Cost => (decimal)Units * UnitPrice;
}
