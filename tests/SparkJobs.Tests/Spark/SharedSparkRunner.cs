using System.Text;
using System.Text.RegularExpressions;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.Spark;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>Runs the product's scripts in the shared Spark, each run as if the session were its own.</summary>
internal sealed partial class SharedSparkRunner(SharedSpark spark, string folder, TimeProvider time) : ISparkRunner
{
    public string Name => "Spark shared by tests";

    public string WorkFolder(string run) => SparkText.Address(Path.Combine(folder, run));

    public async Task<IReadOnlyList<RunStep>> RunAsync(SparkRun run, IRunProgress progress, CancellationToken cancellationToken)
    {
        var places = run.Scripts.SelectMany(script => script.Outputs).Select(SparkText.Place).ToList();
        places.ForEach(SparkFiles.Prepare);
        Directory.CreateDirectory(folder);
        using var output = new SparkOutput(Path.Combine(folder, "spark.log"), long.MaxValue, time, progress);
        var text = string.Join('\n', run.Scripts.Select(script => script.Text));
        var ended = await spark.RunAsync(text, output.Read, cancellationToken);
        await spark.RunAsync(Forget(text), static _ => { }, cancellationToken);
        if (!ended)
        {
            throw new BatchStepException(output.CurrentStep, output.Failure ?? "spark-sql did not say why");
        }

        places.ForEach(SparkFiles.Settle);
        return output.Steps;
    }

    /// <summary>No later run shall find what this one named.</summary>
    private static string Forget(string script)
    {
        var text = new StringBuilder();
        foreach (var name in Names().Matches(script).Select(match => (match.Groups["kind"].Value, match.Groups["name"].Value)).Distinct())
        {
            text.Append(null, $"DROP {name.Item1} IF EXISTS {name.Item2};\n");
        }

        return text.ToString();
    }

    [GeneratedRegex(
        @"^CREATE (OR REPLACE TEMPORARY )?(?<kind>VIEW|TABLE) (?<name>`\w+`)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Names();
}
