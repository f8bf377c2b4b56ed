using System.Globalization;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Jobs;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Hourly;

/// <summary>The two jobs of an hour as one plan: the SQL files in their order, each with what becomes of its rows.</summary>
internal static class HourlyPlan
{
    public const string WaitingKeys = "waiting_keys";
    public const string Held = "held";
    public const string ChangedDevices = "changed_devices";
    public const string DeviceCounts = "device_counts";
    public const string DeviceTallies = "device_tallies";
    public const string TrackingCounts = "tracking_counts";
    public const string Tallies = "tallies";
    public const string ReopenedHours = "reopened_hours";

    private const string DeviceLake = "device_lake";
    private const string TrackingMatch = "tracking_match";
    private const string FirstOfRound = "hooks";
    private const string Contracted = "contracted";
    private const string LastOfRound = "relabelled";

    /// <summary>Outputs that are tables of the lake, in the order in which they are committed.</summary>
    public static IReadOnlyList<DeltaTableDefinition> LakeOutputs { get; } =
    [LakeTables.DeviceKeys, LakeTables.DeviceAliases, LakeTables.DeviceChanges, LakeTables.Tracking, LakeTables.TrackedDevices];

    private static readonly HashSet<string> SideOutputs = new([WaitingKeys, Held, ChangedDevices], StringComparer.Ordinal);

    private static readonly HashSet<string> HandedBack = new(
        [DeviceCounts, DeviceTallies, TrackingCounts, Tallies, ReopenedHours],
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, string> DividedBy = new(StringComparer.Ordinal)
    {
        [LakeTables.DeviceKeys.Name] = "bucket",
        [LakeTables.Tracking.Name] = "part",
    };

    public static RunPlan Create(RunOrder order, BatchOptions options, IReadOnlyList<Relation> relations)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["hour_start"] = Text(order.Hour.StartMicros),
            ["hour_end"] = Text(order.Hour.EndMicros),
            ["id_links_max"] = Text(options.LinksPerIdMax),
            ["part_rows"] = Text(options.RowsPerFile),
            ["rounds"] = Text(options.ComponentRounds),
        };
        List<PlanStep> steps = [];
        List<string> round = [];
        foreach (var file in (string[])[.. JobSql.List(DeviceLake), .. JobSql.List(TrackingMatch)])
        {
            var name = NameOf(file);
            if (round.Count > 0 || name == FirstOfRound)
            {
                round.Add(file);
            }
            else
            {
                steps.Add(Step(order, file, name, JobSql.Read(file, variables)));
            }

            if (name == LastOfRound)
            {
                AddRounds(steps, round, options.ComponentRounds);
                round.Clear();
            }
        }

        return new RunPlan(relations, steps)
        {
            Name = RunFolders.Attempt(order),
            Order = order,
            Folder = RunFolders.Own(order),
            LogKey = RunFolders.Log(order),
        };
    }

    /// <summary>
    /// Repeats the files of a round. Each round reads the tables that the one before it left, and is passed over when no links are left.
    /// </summary>
    private static void AddRounds(List<PlanStep> steps, List<string> files, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["round"] = Text(round) };
            foreach (var file in files)
            {
                var name = NameOf(file);
                var (target, otherwise) = name switch
                {
                    Contracted => ($"links_{round + 1}", $"links_{round}"),
                    LastOfRound => ($"labels_{round + 1}", $"labels_{round}"),
                    _ => ($"{name}_{round}", null),
                };
                steps.Add(
                    new PlanStep($"{DeviceLake}/{name}_{round + 1}", StepKind.Table, target, JobSql.Read(file, variables))
                    {
                        Round = $"{DeviceLake}/round_{round + 1}",
                        OnlyIfAny = $"links_{round}",
                        Otherwise = otherwise,
                        // Links shrink fast, and all else of a round follows from them.
                        IsCheap = name != Contracted,
                    }
                );
            }
        }
    }

    private static PlanStep Step(RunOrder order, string file, string name, string sql)
    {
        var step = new PlanStep($"{file[..file.IndexOf('/', StringComparison.Ordinal)]}/{name}", StepKind.Table, name, sql);
        if (HandedBack.Contains(name))
        {
            return step with { Kind = StepKind.Rows };
        }

        if (SideOutputs.Contains(name))
        {
            return step with { Kind = StepKind.Output, Folder = RunFolders.Side(order, name) };
        }

        return LakeOutputs.FirstOrDefault(table => table.Name == name) is { } output
            ? step with
            {
                Kind = StepKind.Output,
                Folder = RunFolders.Table(order, output),
                DividedBy = DividedBy.GetValueOrDefault(name),
                SideBySide = output == LakeTables.Tracking,
            }
            : step;
    }

    /// <summary><c>device_lake/07_id_links.sql</c> is <c>id_links</c>.</summary>
    private static string NameOf(string file)
    {
        var start = file.IndexOf('_', file.LastIndexOf('/')) + 1;
        return file[start..file.LastIndexOf('.')];
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
