namespace Maas.SparkJobs.Engines.Spark;

/// <summary>One job of a plan as a script for <c>spark-sql -f</c>, an application of its own. It sets what its meaning depends on itself.</summary>
/// <param name="Job">Such as <c>device_lake</c>; safe in paths.</param>
/// <param name="Text">The statements. Before each step stands <c>SET maas.step=NAME;</c>, which spark-sql prints; at the end <c>SET maas.step=;</c>.</param>
/// <param name="Steps">The steps' names, in order.</param>
/// <param name="Outputs">The addresses of the folders that it writes for others than itself and the scripts after it.</param>
public sealed record SparkScript(string Job, string Text, IReadOnlyList<string> Steps, IReadOnlyList<string> Outputs);
