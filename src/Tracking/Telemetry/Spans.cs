using System.Diagnostics;

namespace Maas.Tracking.Telemetry;

/// <summary>
/// The spans of a request's way, beside those of the web server and of Orleans. One is begun only below a recorded one: a request that nobody
/// samples costs a look at the current activity and allocates nothing. No span names a device or a person.
/// </summary>
public static class Spans
{
    public const string SourceName = "Maas";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether the present work belongs to a request that is recorded.</summary>
    public static bool AreRecorded => Source.HasListeners() && Activity.Current is { Recorded: true };

    /// <summary>The recorded request that the present work belongs to, to begin a span on another thread; the default when there is none.</summary>
    public static ActivityContext Current => AreRecorded ? Activity.Current!.Context : default;

    /// <summary>Begins a span below the current one; null when that is not recorded. Ends when it is disposed of.</summary>
    public static Activity? Start(string name) => AreRecorded ? Source.StartActivity(name) : null;

    /// <summary>Begins a span below one of another thread; null when there is none.</summary>
    public static Activity? Start(string name, ActivityContext parent) =>
        parent == default ? null : Source.StartActivity(name, ActivityKind.Internal, parent);

    /// <summary>Notes how it ended; anything but success marks the span as failed.</summary>
    public static void SetOutcome(this Activity? span, string outcome, bool isSuccess)
    {
        span?.SetTag("maas.outcome", outcome);
        if (!isSuccess)
        {
            span?.SetStatus(ActivityStatusCode.Error, outcome);
        }
    }
}
