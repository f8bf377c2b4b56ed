using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Maas.SparkJobs.Jobs;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>Writes a plan as scripts, one a job.</summary>
/// <param name="locate">The place of an object key, as the object store says.</param>
internal sealed partial class SparkScripts(Func<string, string> locate)
{
    /// <summary>The variable whose setting marks the step under way.</summary>
    public const string Marker = "maas.step";

    /// <summary>For what is read again at once, and then thrown away.</summary>
    private const string QuickCompression = "lz4";

    /// <summary>For what stays; at the level of <see cref="Preamble"/>, as DuckDB's.</summary>
    private const string LakeCompression = "zstd";

    /// <summary>What the meaning of the statements depends on; a Spark's own defaults may differ.</summary>
    private static readonly string[] Preamble =
    [
        "spark.sql.session.timeZone=UTC",
        "spark.sql.ansi.enabled=false",
        "spark.sql.caseSensitive=false",
        "spark.sql.variable.substitute=false",
        "spark.sql.parser.escapedStringLiterals=false",
        "spark.sql.legacy.timeParserPolicy=CORRECTED",
        "spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS",
        "spark.sql.parquet.datetimeRebaseModeInWrite=CORRECTED",
        "spark.sql.parquet.int96RebaseModeInWrite=CORRECTED",
        "spark.sql.sources.partitionColumnTypeInference.enabled=false",
        "parquet.compression.codec.zstd.level=1",
        "mapreduce.fileoutputcommitter.marksuccessfuljobs=false",
    ];

    private readonly SqlMacros _macros = new(JobSql.Read("prelude.spark.sql"));

    /// <summary>The scripts, in order.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="work">The address of a folder for what later steps and scripts read, without a slash at its end.</param>
    public IReadOnlyList<SparkScript> Write(RunPlan plan, string work)
    {
        List<SparkScript> scripts = [];
        foreach (var job in plan.Steps.Select(step => step.Job).Distinct(StringComparer.Ordinal))
        {
            scripts.Add(Write(plan, job, work));
        }

        return scripts;
    }

    /// <summary>The object key of the folder that the rows of a step are handed back in.</summary>
    public static string RowsFolder(RunPlan plan, PlanStep step) => $"{plan.Folder}/rows/{step.Target}";

    private SparkScript Write(RunPlan plan, string job, string work)
    {
        var text = new StringBuilder();
        foreach (var setting in Preamble)
        {
            text.Append(CultureInfo.InvariantCulture, $"SET {setting};\n");
        }

        var steps = plan.Steps.Where(step => step.Job == job).ToList();
        var read = steps.SelectMany(step => Words(step.Sql)).ToHashSet(StringComparer.Ordinal);
        foreach (var relation in plan.Relations.Where(relation => read.Contains(relation.Name)))
        {
            text.Append('\n').Append(SparkText.CreateView(relation));
        }

        foreach (var earlier in plan.Steps.TakeWhile(step => step.Job != job).Where(step => read.Contains(step.Target)))
        {
            text.Append('\n').Append(SparkText.ReadFolder(earlier.Target, WorkFolder(work, earlier))).Append(";\n");
        }

        List<SparkPart> parts = [new(text.ToString())];
        List<string> outputs = [];
        var stretches = Stretches(steps).ToList();
        for (var at = 0; at < stretches.Count; at++)
        {
            parts.Add(Spare(Write(plan, stretches[at], work, outputs), stretches[at..]));
        }

        parts.Add(new SparkPart($"\nSET {Marker}=;\n"));
        return new SparkScript(job, parts, outputs);
    }

    /// <summary>Steps that follow one another and depend on the same table's having rows.</summary>
    private static IEnumerable<List<PlanStep>> Stretches(IEnumerable<PlanStep> steps)
    {
        List<PlanStep> stretch = [];
        foreach (var step in steps)
        {
            if (stretch.Count > 0 && stretch[0].OnlyIfAny != step.OnlyIfAny)
            {
                yield return stretch;
                stretch = [];
            }

            stretch.Add(step);
        }

        yield return stretch;
    }

    private string Write(RunPlan plan, List<PlanStep> stretch, string work, List<string> outputs)
    {
        var text = new StringBuilder();
        string? marked = null;
        foreach (var step in stretch)
        {
            var name = step.Round ?? step.Name;
            if (marked != name)
            {
                marked = name;
                text.Append(CultureInfo.InvariantCulture, $"\nSET {Marker}={name};\n");
            }

            text.Append(Statement(plan, step, work, outputs)).Append(";\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// Says what will do for the first stretch, and for those after it that are passed over for the same reason, while its table has no rows:
    /// the tables that stand for theirs, of which only the last are read by others.
    /// </summary>
    private static SparkPart Spare(string text, List<List<PlanStep>> stretches)
    {
        if (stretches[0][0].OnlyIfAny is not { } table)
        {
            return new SparkPart(text);
        }

        Dictionary<string, string> standIns = new(StringComparer.Ordinal);
        List<PlanStep> last = [];
        var spared = 0;
        foreach (var stretch in stretches)
        {
            if (stretch[0].OnlyIfAny is not { } other || standIns.GetValueOrDefault(other, other) != table)
            {
                break;
            }

            spared++;
            last = [.. stretch.Where(step => step.Otherwise is not null)];
            last.ForEach(step => standIns[step.Target] = standIns.GetValueOrDefault(step.Otherwise!, step.Otherwise!));
        }

        return new SparkPart(text)
        {
            OnlyIfAny = table,
            Otherwise = string.Concat(
                last.Select(step => $"{SparkText.CreateView(step.Target, $"SELECT * FROM {standIns[step.Target]}")};\n")
            ),
            Spared = spared,
        };
    }

    private string Statement(RunPlan plan, PlanStep step, string work, List<string> outputs)
    {
        var select = _macros.Expand(step.Sql);
        switch (step.Kind)
        {
            case StepKind.Rows:
                outputs.Add(SparkText.Address(locate(RowsFolder(plan, step))));
                return SparkText.WriteJson(select, outputs[^1]);
            case StepKind.Output:
                outputs.Add(SparkText.Address(locate(step.Folder)));
                return step.DividedBy is { } column
                    ? SparkText.WriteDivided(select, $"{step.Target}_files", outputs[^1], column, LakeCompression)
                    : SparkText.WriteParquet(select, outputs[^1], LakeCompression);
            case StepKind.Table when IsView(plan, step):
                return SparkText.CreateView(step.Target, select);
            case StepKind.Table:
                var folder = WorkFolder(work, step);
                return $"{SparkText.WriteParquet(select, folder, QuickCompression)};\n{SparkText.ReadFolder(step.Target, folder)}";
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step.Kind, "Spark does not know this kind of step.");
        }
    }

    /// <summary>
    /// A table that one place of its own job reads need not be kept: as a view it becomes a part of the statement that reads it. One that is
    /// read twice would be computed twice, which pays for cheap ones: a kept table costs a job, and the files' commit.
    /// </summary>
    private static bool IsView(RunPlan plan, PlanStep step)
    {
        var readers = plan.Steps.Where(reader => Words(reader.Sql).Contains(step.Target, StringComparer.Ordinal)).ToList();
        if (step.IsCheap)
        {
            return readers.TrueForAll(reader => reader.Job == step.Job && reader.Round is not null);
        }

        return readers.Count == 1 && readers[0].Job == step.Job && Words(readers[0].Sql).Count(word => word == step.Target) == 1;
    }

    private static string WorkFolder(string work, PlanStep step) => $"{work}/{step.Job}/{step.Target}";

    /// <summary>The words of a statement, but for those of its comments.</summary>
    private static IEnumerable<string> Words(string sql) => Word().Matches(sql).Select(match => match.Groups["word"].Value);

    [GeneratedRegex(@"--[^\n]*|(?<word>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();
}
