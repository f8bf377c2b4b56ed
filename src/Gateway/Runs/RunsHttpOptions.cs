namespace Maas.Gateway.Runs;

/// <summary>Bounds of the runs' endpoints.</summary>
public sealed class RunsHttpOptions
{
    public const string Section = "Maas:Gateway:Runs";

    /// <summary>The longest period that one request may ask to run or list, in hours. Default 744, a month of 31 days.</summary>
    public int PeriodHoursMax { get; set; } = 744;

    /// <summary>How many runs are listed when a request does not say. Default 20; a request may ask for 1 to 1,000.</summary>
    public int ListedRuns { get; set; } = 20;
}
