using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Hourly;

/// <summary>What must hold of every run, whatever the engine says: an engine that read or wrote less than it should fails the run.</summary>
internal static class RunChecks
{
    /// <summary>An engine reads what it can of a cut file without an error, so its rows are held against those that were sealed or verified.</summary>
    public static void SameRows(string relation, long expected, long read)
    {
        if (read != expected)
        {
            throw new BatchStepException($"read {relation}", $"the engine read {read} rows of files that hold {expected}; one is damaged.");
        }
    }

    /// <summary>Every row of the hour is classed once, and as many are written as are matched.</summary>
    public static void Balanced(IReadOnlyList<EngineTally> tallies, long hourRows, IReadOnlyList<TableOutput> outputs)
    {
        const string Step = "tracking_match/tallies";
        foreach (var tally in tallies)
        {
            if (tally.Read != tally.Matched + tally.Unmatched + tally.Duplicate + tally.Bad)
            {
                throw new BatchStepException(
                    Step,
                    $"of app '{tally.App}' {tally.Read} rows were read but {tally.Matched} matched + {tally.Unmatched} unmatched + "
                        + $"{tally.Duplicate} duplicate + {tally.Bad} bad."
                );
            }
        }

        var read = tallies.Sum(tally => tally.Read);
        if (read != hourRows)
        {
            throw new BatchStepException(Step, $"{read} rows are classed of {hourRows} in the hour.");
        }

        var matched = tallies.Sum(tally => tally.Matched);
        var written = outputs.Single(output => output.Table == LakeTables.Tracking.Name).Rows;
        if (written != matched)
        {
            throw new BatchStepException(Step, $"{matched} rows are matched but {written} were written.");
        }
    }
}
