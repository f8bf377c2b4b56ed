using System.Globalization;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>Holds what delivery counted against what a run read. Neither side is believed alone.</summary>
public static class BookKeeping
{
    /// <summary>Apps named in a failure; further ones are counted.</summary>
    private const int FailuresNamed = 3;

    /// <summary>The stream whose rows the books show.</summary>
    private const string TrackingStream = "tracking";

    /// <summary>The stream that decides which of them are matched: a row missing there is missed here.</summary>
    private const string DeviceStream = "devices";

    /// <param name="hour">The hour.</param>
    /// <param name="tallies">What delivery counted.</param>
    /// <param name="report">What the run read.</param>
    /// <param name="filesLag">Whether rows that were counted may not be readable yet, so that to read fewer is no failure.</param>
    public static BooksResult Balance(HourWindow hour, IReadOnlyList<HourTally> tallies, RunReport report, bool filesLag = false)
    {
        var delivered = tallies.GroupBy(t => t.App, StringComparer.Ordinal).ToDictionary(g => g.Key, Sum, StringComparer.Ordinal);
        var read = report.Apps.GroupBy(t => t.App, StringComparer.Ordinal).ToDictionary(g => g.Key, Sum, StringComparer.Ordinal);
        var apps = delivered
            .Keys.Union(read.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(app => new AppBooks(app, Join(delivered.GetValueOrDefault(app), read.GetValueOrDefault(app))))
            .ToList();
        var total = apps.Aggregate(Books.Empty, (sum, app) => sum + app.Books);
        string[] failures = filesLag
            ? [.. apps.Select(Misclassed).OfType<string>().Take(FailuresNamed)]
            : [Failure(hour, apps, report), DeviceFailure(hour, delivered.Values, report)];
        return new(total, apps, string.Join("; ", failures.Where(failure => failure.Length > 0)));
    }

    private static Books Join(HourTally? tally, EngineTally? engine)
    {
        var (delivered, read) = (tally?.Delivered ?? 0, engine?.Read ?? 0);
        return new(
            delivered,
            tally?.SetAside ?? 0,
            tally?.Repeated ?? 0,
            tally?.Refused ?? 0,
            read,
            Math.Max(0, read - delivered),
            engine?.Matched ?? 0,
            engine?.Unmatched ?? 0,
            engine?.Duplicate ?? 0,
            engine?.Bad ?? 0
        );
    }

    private static string Failure(HourWindow hour, List<AppBooks> apps, RunReport report)
    {
        var failures = apps.Select(app => Short(hour, app) ?? Misclassed(app)).OfType<string>().ToList();
        if (failures.Count == 0)
        {
            return "";
        }

        var named = string.Join("; ", failures.Take(FailuresNamed));
        var more = failures.Count > FailuresNamed ? Text($"; and {failures.Count - FailuresNamed:N0} more apps") : "";
        if (!apps.Any(IsShort))
        {
            return named + more;
        }

        return named + more + Cause(TrackingStream, apps.Sum(app => app.Books.Delivered), report);
    }

    private static string DeviceFailure(HourWindow hour, IReadOnlyCollection<HourTally> delivered, RunReport report)
    {
        var read = report
            .Devices.GroupBy(t => t.App, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(t => t.Read), StringComparer.Ordinal);
        var failures = delivered
            .Where(tally => read.GetValueOrDefault(tally.App) < tally.DeviceRows)
            .OrderBy(tally => tally.App, StringComparer.Ordinal)
            .Select(tally => Short(hour, tally.App, DeviceStream, tally.DeviceRows, read.GetValueOrDefault(tally.App)))
            .ToList();
        if (failures.Count == 0)
        {
            return "";
        }

        var named = string.Join("; ", failures.Take(FailuresNamed));
        var more = failures.Count > FailuresNamed ? Text($"; and {failures.Count - FailuresNamed:N0} more apps") : "";
        return named + more + Cause(DeviceStream, delivered.Sum(tally => tally.DeviceRows), report);
    }

    private static string? Short(HourWindow hour, AppBooks app) =>
        IsShort(app) ? Short(hour, app.App, TrackingStream, app.Books.Delivered, app.Books.Read) : null;

    private static string Short(HourWindow hour, string app, string stream, long delivered, long read) =>
        Text(
            $"{Name(app)}: delivery counted {delivered:N0} {(stream == DeviceStream ? "device rows" : "rows")}, the run read {read:N0}: {delivered - read:N0} rows of raw/{stream}/{hour.Folder}/ are missing"
        );

    private static string? Misclassed(AppBooks app)
    {
        var (books, classed) = (app.Books, app.Books.Matched + app.Books.Unmatched + app.Books.Duplicate + app.Books.Bad);
        return books.Read == classed
            ? null
            : Text(
                $"{Name(app.App)}: the engine read {books.Read:N0} rows but classed {classed:N0} as matched, unmatched, duplicate or bad"
            );
    }

    /// <summary>
    /// Where the missing rows went: with a file set aside, with a file that is gone, or within the engine. Files of another origin carry no
    /// count, so that the sealed files can only be too many, never too few.
    /// </summary>
    private static string Cause(string stream, long delivered, RunReport report)
    {
        var refused = report.RefusedFiles.Where(file => file.Key.StartsWith($"raw/{stream}/", StringComparison.Ordinal)).ToList();
        if (refused.Count > 0)
        {
            var first = refused[0];
            var more = refused.Count > 1 ? Text($" and {refused.Count - 1:N0} more files") : "";
            return $" (set aside: {first.Key}: {first.Reason}{more})";
        }

        var inputs = report.Inputs.Where(file => file.Stream == stream).ToList();
        var held = inputs.Sum(file => file.Rows ?? 0);
        if (held < delivered)
        {
            return Text($" (its {inputs.Count:N0} files hold {held:N0} rows as delivery sealed them: files are gone)");
        }

        return Text($" (its {inputs.Count:N0} files hold {held:N0} rows: the engine did not read them all)");
    }

    private static bool IsShort(AppBooks app) => app.Books.Read < app.Books.Delivered;

    private static string Name(string app) => app.Length == 0 ? "rows without an app" : $"app {app}";

    private static HourTally Sum(IGrouping<string, HourTally> tallies) => tallies.Aggregate((sum, tally) => sum + tally);

    private static EngineTally Sum(IGrouping<string, EngineTally> tallies) =>
        new(
            tallies.Key,
            tallies.Sum(t => t.Read),
            tallies.Sum(t => t.Matched),
            tallies.Sum(t => t.Unmatched),
            tallies.Sum(t => t.Duplicate),
            tallies.Sum(t => t.Bad)
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
