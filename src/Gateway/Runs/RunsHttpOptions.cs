namespace Maas.Gateway.Runs;

/// <summary>Bounds of the lists of runs and hours.</summary>
public sealed class RunsHttpOptions
{
    public const string Section = "Maas:Gateway";

    /// <summary>The longest period whose hours one request may list, in hours. Default 744, a month of 31 days; most 10,000.</summary>
    public int ListedHoursMax { get; set; } = 744;

    /// <summary>How many runs are listed when a request does not say. Default 20; a request may ask for 1 to 1,000.</summary>
    public int ListedRuns { get; set; } = 20;
}
