using System.Globalization;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>Holds what delivery counted against what a run read. Neither side is believed alone.</summary>
public static class BookKeeping
{
    /// <summary>Apps named in a failure; further ones are counted.</summary>
    private const int FailuresNamed = 3;

    /// <summary>The stream whose rows the books count.</summary>
    private const string TrackingStream = "tracking";

    public static BooksResult Balance(HourWindow hour, IReadOnlyList<HourTally> tallies, RunReport report)
    {
        var delivered = tallies.GroupBy(t => t.App, StringComparer.Ordinal).ToDictionary(g => g.Key, Sum, StringComparer.Ordinal);
        var read = report.Apps.GroupBy(t => t.App, StringComparer.Ordinal).ToDictionary(g => g.Key, Sum, StringComparer.Ordinal);
        var apps = delivered
            .Keys.Union(read.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(app => new AppBooks(app, Join(delivered.GetValueOrDefault(app), read.GetValueOrDefault(app))))
            .ToList();
        var total = apps.Aggregate(Books.Empty, (sum, app) => sum + app.Books);
        return new(total, apps, Failure(hour, apps, report));
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
            return "";
        var named = string.Join("; ", failures.Take(FailuresNamed));
        var more = failures.Count > FailuresNamed ? Text($"; and {failures.Count - FailuresNamed:N0} more apps") : "";
        return named + more + (apps.Any(IsShort) ? Cause(apps, report) : "");
    }

    private static string? Short(HourWindow hour, AppBooks app) =>
        IsShort(app)
            ? Text(
                $"{Name(app)}: delivery counted {app.Books.Delivered:N0} rows, the run read {app.Books.Read:N0}: {app.Books.Delivered - app.Books.Read:N0} rows of raw/{TrackingStream}/{hour.Folder}/ are missing"
            )
            : null;

    private static string? Misclassed(AppBooks app)
    {
        var (books, classed) = (app.Books, app.Books.Matched + app.Books.Unmatched + app.Books.Duplicate + app.Books.Bad);
        return books.Read == classed
            ? null
            : Text($"{Name(app)}: the engine read {books.Read:N0} rows but classed {classed:N0} as matched, unmatched, duplicate or bad");
    }

    /// <summary>
    /// Where the missing rows went: with a file set aside, with a file that is gone, or within the engine. Files of another origin carry no
    /// count, so that the sealed files can only be too many, never too few.
    /// </summary>
    private static string Cause(List<AppBooks> apps, RunReport report)
    {
        if (report.RefusedFiles.Count > 0)
        {
            var first = report.RefusedFiles[0];
            var more = report.RefusedFiles.Count > 1 ? Text($" and {report.RefusedFiles.Count - 1:N0} more files") : "";
            return $" (set aside: {first.Key}: {first.Reason}{more})";
        }

        var inputs = report.Inputs.Where(file => file.Stream == TrackingStream).ToList();
        var held = inputs.Sum(file => file.Rows ?? 0);
        var delivered = apps.Sum(app => app.Books.Delivered);
        if (held < delivered)
            return Text($" (its {inputs.Count:N0} files hold {held:N0} rows as delivery sealed them: files are gone)");
        return Text($" (its {inputs.Count:N0} files hold {held:N0} rows: the engine did not read them all)");
    }

    private static bool IsShort(AppBooks app) => app.Books.Read < app.Books.Delivered;

    private static string Name(AppBooks app) => app.App.Length == 0 ? "rows without an app" : $"app {app.App}";

    private static HourTally Sum(IGrouping<string, HourTally> tallies) =>
        new(
            tallies.Key,
            tallies.Sum(t => t.Delivered),
            tallies.Sum(t => t.DeviceRows),
            tallies.Sum(t => t.SetAside),
            tallies.Sum(t => t.Repeated),
            tallies.Sum(t => t.Refused)
        );

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
