using Maas.Tracking.Runs;

namespace Maas.ReferenceHour;

/// <summary>
/// Takes a committed run back out of the lake by its log, so that every round finds the lake as the first one did: a re-run of an hour has
/// other work to do than the hour's first run.
/// </summary>
internal sealed class LakeMark(string folder)
{
    private readonly HashSet<string> _commits = [.. Commits(folder)];

    public void Return(RunOrder order)
    {
        foreach (var commit in Commits(folder).Where(commit => !_commits.Contains(commit)).ToList())
        {
            File.Delete(commit);
        }

        foreach (
            var written in Directory.GetDirectories(
                Path.Combine(folder, "lake"),
                $"{order.Hour.Start:yyyyMMddHH}-*",
                SearchOption.AllDirectories
            )
        )
        {
            Directory.Delete(written, recursive: true);
        }

        Directory.Delete(Path.Combine(folder, "runs", order.Hour.Folder), recursive: true);
    }

    private static IEnumerable<string> Commits(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(folder, "lake"), "*.json", SearchOption.AllDirectories)
            .Where(static path => path.Contains("_delta_log", StringComparison.Ordinal));
}
