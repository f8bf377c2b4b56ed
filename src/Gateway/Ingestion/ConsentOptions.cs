using Maas.Tracking.Consent;

namespace Maas.Gateway.Ingestion;

/// <summary>
/// Which categories of a client's consent tool (<c>context.consent.categoryPreferences</c>) stand for which purpose. Letter case does
/// not count. A list that is given replaces its default; a category that is <c>false</c> refuses the purpose; others say nothing.
/// </summary>
public sealed class ConsentOptions
{
    public const string Section = "Maas:Consent";

    /// <summary>Categories for storing events at all. Default <c>analytics</c>, <c>performance</c>, <c>measurement</c>.</summary>
    public IReadOnlyList<string>? Analytics { get; set; }

    /// <summary>Categories for storing positions. Default <c>location</c>, <c>geolocation</c>.</summary>
    public IReadOnlyList<string>? Location { get; set; }

    /// <summary>Categories for storing advertising ids. Default <c>advertising</c>, <c>marketing</c>, <c>targeting</c>.</summary>
    public IReadOnlyList<string>? Advertising { get; set; }

    /// <summary>Categories for storing network addresses. Default none.</summary>
    public IReadOnlyList<string>? Address { get; set; }

    internal ConsentCategories ToCategories()
    {
        IEnumerable<(IEnumerable<string> Names, ConsentDenials Purpose)> purposes =
        [
            (Analytics ?? ["analytics", "performance", "measurement"], ConsentDenials.Analytics),
            (Location ?? ["location", "geolocation"], ConsentDenials.Location),
            (Advertising ?? ["advertising", "marketing", "targeting"], ConsentDenials.Advertising),
            (Address ?? [], ConsentDenials.Address),
        ];
        return new ConsentCategories(
            purposes.SelectMany(purpose => purpose.Names.Select(name => KeyValuePair.Create(name, purpose.Purpose)))
        );
    }
}
