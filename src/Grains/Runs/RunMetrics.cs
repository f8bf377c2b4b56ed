using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>The instruments of the hourly runs.</summary>
internal sealed class RunMetrics
{
    public const string MeterName = "Maas.Runs";

    /// <summary>Apps with a series of their own; the rows of further ones are counted together.</summary>
    private const int AppsMax = 100;

    private readonly Counter<long> _runs;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _merged;
    private readonly Histogram<double> _mergeDuration;
    private readonly ConcurrentDictionary<string, byte> _apps = new(StringComparer.Ordinal);
    private volatile IReadOnlyDictionary<HourState, int> _hours = new Dictionary<HourState, int>();

    public RunMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _runs = meter.CreateCounter<long>("maas.runs", "{run}", "Runs ended, by outcome.");
        _duration = meter.CreateHistogram<double>("maas.runs.duration", "s", "From a run's first submission to its end.");
        _rows = meter.CreateCounter<long>("maas.runs.rows", "{row}", "The books of the runs: rows by app and kind.");
        _merged = meter.CreateCounter<long>("maas.runs.merged_devices", "{device}", "Devices merged back into their grains.");
        _mergeDuration = meter.CreateHistogram<double>("maas.runs.merge_duration", "s", "Merge-back of one run.");
        meter.CreateObservableGauge(
            "maas.runs.hours",
            () => _hours.Select(h => new Measurement<int>(h.Value, Tag("state", h.Key.ToString()))),
            "{hour}",
            "Hours of the ledger that are recent or want attention, by state."
        );
    }

    public void Ended(RunRecord run)
    {
        var kind =
            run.DryRun ? "dry"
            : run.Provisional ? "provisional"
            : "final";
        _runs.Add(1, Tag("outcome", run.State.ToString()), Tag("kind", kind));
        _duration.Record(run.Elapsed.TotalSeconds, Tag("outcome", run.State.ToString()), Tag("kind", kind));
    }

    public void Ended(MaintenanceRun run)
    {
        var elapsed = run.EndedAt - run.StartedAt ?? TimeSpan.Zero;
        _runs.Add(1, Tag("outcome", run.State.ToString()), Tag("kind", "maintenance"));
        _duration.Record(elapsed.TotalSeconds, Tag("outcome", run.State.ToString()), Tag("kind", "maintenance"));
    }

    public void Read(BooksResult books)
    {
        foreach (var (app, b) in books.Apps)
        {
            var name = _apps.Count < AppsMax || _apps.ContainsKey(app) ? app : RunRecord.OtherApps;
            _apps.TryAdd(name, 0);
            Add("delivered", b.Delivered);
            Add("set_aside", b.SetAside);
            Add("repeated", b.Repeated);
            Add("refused", b.Refused);
            Add("read", b.Read);
            Add("surplus", b.Surplus);
            Add("matched", b.Matched);
            Add("unmatched", b.Unmatched);
            Add("duplicate", b.Duplicate);
            Add("bad", b.Bad);

            void Add(string kind, long rows)
            {
                if (rows > 0)
                {
                    _rows.Add(rows, Tag("app", name), Tag("kind", kind));
                }
            }
        }
    }

    public void Merged(long devices, TimeSpan elapsed)
    {
        _merged.Add(devices);
        _mergeDuration.Record(elapsed.TotalSeconds);
    }

    public void Hours(IReadOnlyDictionary<HourState, int> hours) => _hours = hours;

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}
