namespace Maas.SparkJobs.Engines.Spark;

/// <summary>One job of a plan as a script for <c>spark-sql</c>, an application of its own. It sets what its meaning depends on itself.</summary>
/// <param name="Job">Such as <c>device_lake</c>; safe in paths.</param>
/// <param name="Parts">The statements, in stretches: a runner that can look between them may spare itself some.</param>
/// <param name="Outputs">The addresses of the folders that it writes for others than itself and the scripts after it.</param>
public sealed record SparkScript(string Job, IReadOnlyList<SparkPart> Parts, IReadOnlyList<string> Outputs)
{
    /// <summary>All statements. Before each step stands <c>SET maas.step=NAME;</c>, which spark-sql prints; at the end <c>SET maas.step=;</c>.</summary>
    public string Text => string.Concat(Parts.Select(part => part.Text));
}

/// <summary>A stretch of statements.</summary>
/// <param name="Text">The statements, each with its semicolon.</param>
public sealed record SparkPart(string Text)
{
    /// <summary>While this view has no rows, <see cref="Otherwise"/> gives the same result for less. Null if there is no such view.</summary>
    public string? OnlyIfAny { get; init; }

    /// <summary>The statements that will do then.</summary>
    public string Otherwise { get; init; } = "";

    /// <summary>For how many parts they will do: this one, and those that follow it.</summary>
    public int Spared { get; init; } = 1;
}
