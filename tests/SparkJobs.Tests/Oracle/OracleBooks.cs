using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>Rows counted by app and class.</summary>
internal sealed class OracleBooks
{
    private readonly SortedDictionary<string, EngineTally> _apps = new(StringComparer.Ordinal);

    public IReadOnlyList<EngineTally> Tallies => [.. _apps.Values];

    public void Add(string app, int matched = 0, int unmatched = 0, int duplicate = 0, int bad = 0)
    {
        var sum = matched + unmatched + duplicate + bad;
        if (sum == 0)
        {
            return;
        }

        var old = _apps.GetValueOrDefault(app) ?? new EngineTally(app, 0, 0, 0, 0, 0);
        _apps[app] = new EngineTally(
            app,
            old.Read + sum,
            old.Matched + matched,
            old.Unmatched + unmatched,
            old.Duplicate + duplicate,
            old.Bad + bad
        );
    }
}
