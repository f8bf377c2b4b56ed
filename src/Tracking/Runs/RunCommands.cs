using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>What a person types to mend a run, as messages tell it.</summary>
public static class RunCommands
{
    /// <summary>Runs the hour again and waits for its end.</summary>
    public static string Rerun(HourWindow hour) => $"maas run {hour} {hour + 1} --wait";

    /// <summary>Shows a run or a backfill in full.</summary>
    public static string Show(string id) => $"maas runs {id}";
}
