namespace Maas.SparkJobs.Jobs;

/// <summary>What becomes of a step's rows.</summary>
internal enum StepKind
{
    /// <summary>They are a table of the run, under the step's target, for later steps.</summary>
    Table,

    /// <summary>They are written as Parquet below the step's folder.</summary>
    Output,

    /// <summary>They are few, and handed back to the caller.</summary>
    Rows,
}

/// <summary>One SELECT of a plan.</summary>
/// <param name="Name">The SQL file without its number and ending, such as <c>device_lake/components</c>; a round adds its number.</param>
/// <param name="Kind">What becomes of the rows.</param>
/// <param name="Target">The table's name, or the output's.</param>
/// <param name="Sql">The statement, variables replaced.</param>
internal sealed record PlanStep(string Name, StepKind Kind, string Target, string Sql)
{
    /// <summary>For an output: its folder as an object key, without a slash at its end.</summary>
    public string Folder { get; init; } = "";

    /// <summary>For an output: the column by whose values it is divided into folders, which the files do not hold.</summary>
    public string? DividedBy { get; init; }

    /// <summary>For an output that is divided: its files lie side by side, as <c>part-0.parquet</c>, rather than in folders.</summary>
    public bool SideBySide { get; init; }

    /// <summary>For a step that is repeated: the round it belongs to, such as <c>device_lake/round_3</c>.</summary>
    public string? Round { get; init; }

    /// <summary>The job it is of: the folder of its SQL file.</summary>
    public string Job => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>
    /// For a table that costs little to compute again from what it reads: an engine that pays for every table it keeps may compute it where it is read.
    /// </summary>
    public bool IsCheap { get; init; }

    /// <summary>The step is passed over when this table has no rows: the rounds of the component search end early.</summary>
    public string? OnlyIfAny { get; init; }

    /// <summary>The table that stands for the target when the step is passed over.</summary>
    public string? Otherwise { get; init; }
}
