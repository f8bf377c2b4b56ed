using Maas.Simulation.Sending;
using Maas.Simulation.Service;
using Maas.Simulation.Traffic;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Simulation.Demo;

/// <summary>What the demo tells, in plain text that reads the same on a terminal and in a file.</summary>
internal sealed class DemoReport(TextWriter output, DemoOptions options)
{
    /// <summary>Where the command line looks for the service by itself.</summary>
    private static readonly Uri DefaultAddress = new("http://127.0.0.1:8080");

    public void Begin()
    {
        output.WriteLine();
        output.WriteLine($"{options.Devices:N0} simulated phones send {options.Events:N0} events to {options.Address} …");
    }

    public void Sent(SendProgress sent)
    {
        var truth = sent.Acknowledged;
        Heading("What came in");
        output.WriteLine(
            $"  {truth.Events, 8:N0} events in {truth.Batches:N0} requests, each answered once it was on disk: "
                + $"half of them within {Millis(sent.Latency.Percentile(0.5))}, 99 % within {Millis(sent.Latency.Percentile(0.99))}"
        );
        output.WriteLine($"  {truth.Stored, 8:N0} to be stored, once each; {truth.Fixes:N0} of them say where the phone was");
        output.WriteLine($"  {truth.Copies, 8:N0} copies, as SDKs send them when an answer gets lost");
        output.WriteLine($"  {truth.Refused + truth.RefusedCopies, 8:N0} of people who have refused analytics");
        output.WriteLine($"  {truth.Malformed, 8:N0} malformed{Kinds(truth)}");
        if (!sent.Complete)
        {
            output.WriteLine($"  {sent.Refused.Events + sent.GivenUp.Events, 8:N0} not taken: {sent.LastFailure}");
        }
    }

    public void End(DemoResult result)
    {
        foreach (var run in result.Runs)
        {
            WriteRun(run);
        }

        if (result.Runs.Count == 0)
        {
            Heading("What each step did");
            output.WriteLine("  Nothing: the service found no rows in the hours of the demo.");
        }

        WriteBooks(result);
        WriteDevice(result.Device);
        WriteNext(result.Device);
        output.WriteLine();
        output.Flush();
    }

    private void WriteRun(ServiceRun run)
    {
        Heading($"What each step did (hour {HourWindow.Of(run.Hour!.Value)}, run {run.Id}, {run.Engine})");
        foreach (var job in run.Steps.GroupBy(static step => step.Name.Split('/')[0]))
        {
            var slowest = job.MaxBy(static step => step.ElapsedMs)!;
            Line(
                Title(job.Key),
                TimeSpan.FromMilliseconds(job.Sum(static step => step.ElapsedMs)),
                job.Count() == 1
                    ? (slowest.Rows is { } rows ? $"{rows:N0} rows" : "")
                    : $"{job.Count()} steps, the slowest of them {Title(slowest.Name.Split('/')[^1])}"
            );
        }

        foreach (var (from, to) in run.Transitions.Zip(run.Transitions.Skip(1)))
        {
            switch (from.State)
            {
                case RunState.Running:
                    Line("all jobs", to.At - from.At, "read, unify, match, count, and write Parquet that nobody sees yet");
                    break;
                case RunState.Committing:
                    Line("commit", to.At - from.At, "the hour's rows become visible in the lake, table by table");
                    break;
                case RunState.Merging:
                    Line("merge back", to.At - from.At, $"{run.MergedDevices:N0} devices of the lake joined into the live registry");
                    break;
            }
        }

        var ending = run switch
        {
            { State: RunState.Succeeded, Provisional: true } => "provisionally, and once more when the hour is over",
            { State: RunState.Succeeded } => "for good",
            _ => run.Reason,
        };
        Line(Title($"{run.State}"), run.Elapsed, ending);
    }

    private void WriteBooks(DemoResult result)
    {
        var books = result.Books;
        Heading($"How the books balance{(result.Balanced ? "" : " (they do not)")}");
        output.WriteLine(
            $"  {result.Sent.Acknowledged.Events + Math.Max(0, result.FromElsewhere), 8:N0} received = {books.Delivered:N0} delivered"
                + $" + {books.Repeated:N0} recognised as copies + {books.Refused:N0} refused by consent + {books.SetAside:N0} set aside"
        );
        output.WriteLine(
            $"  {books.Read, 8:N0} read     = {books.Matched:N0} matched + {books.Duplicate:N0} duplicate"
                + $" + {books.Unmatched:N0} unmatched + {books.Bad:N0} bad"
        );
        if (result.FromElsewhere != 0)
        {
            output.WriteLine($"  {result.FromElsewhere, 8:N0} of these events were not sent by this demo");
        }
    }

    private void WriteDevice(ServiceDevice? device)
    {
        if (device is null)
        {
            return;
        }

        Heading("One device, as the registry now shows it");
        Field("device key", $"{device.DeviceKey} of {device.App}, in the lake as {device.DeviceUid ?? "(not yet)"}");
        if (device.Profile is { } profile)
        {
            Field(
                "profile",
                $"{profile.Manufacturer} {profile.Model}, {profile.OsName} {profile.OsVersion}, app {profile.AppVersion}, {profile.Locale}, {profile.Timezone}"
            );
        }

        if (device.AdvertisingIds is { } ids && (ids.Idfa ?? ids.Gaid) is { } id)
        {
            Field("advertising id", $"{id} ({(ids.Idfa is null ? "gaid" : "idfa")})");
        }

        if (device.LastFix is { } fix)
        {
            Field(
                "last fix",
                FormattableString.Invariant(
                    $"{fix.Latitude:0.00000}, {fix.Longitude:0.00000}{(fix.Accuracy is { } metres ? $" ± {metres:0} m" : "")} at {fix.Provenance?.At:HH:mm:ss}Z"
                )
            );
        }

        if (device.Hours is [var hour, ..])
        {
            Field("events", $"{hour.Events:N0} in {HourWindow.Of(hour.Hour)}, counted by the {hour.Source}");
        }
    }

    private void WriteNext(ServiceDevice? device)
    {
        var at = options.Address.ToString().TrimEnd('/');
        Heading("Where to go next");
        Field("watch", $"{at}/");
        if (device is not null)
        {
            Field(
                "this device",
                $"curl -H 'Authorization: Bearer {options.ReadKey}' '{at}/v1/devices/{Uri.EscapeDataString(device.App)}/{Uri.EscapeDataString(device.DeviceKey)}'"
            );
        }

        Field(
            "the lake",
            "dotnet run --project src/Cli -- sql \"SELECT device_uid, events FROM tracked_devices ORDER BY events DESC LIMIT 5\""
        );
        Field(
            "more traffic",
            $"dotnet run --project src/Cli -- simulate --events 100000{(options.Address == DefaultAddress ? "" : $" --url {at}")}"
        );
        Field("your own app", $"point its Segment SDK at {at} with the write key {options.WriteKey}");
    }

    private void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(text);
    }

    private void Line(string name, TimeSpan elapsed, string remark) => output.WriteLine($"  {name, -16} {Millis(elapsed), 9}  {remark}");

    private void Field(string name, string text) => output.WriteLine($"  {name, -16} {text}");

    private static string Kinds(TrafficCounts truth)
    {
        var kinds = truth
            .MalformedByKind.Select(static (count, kind) => (Kind: (MalformedKind)kind, Count: count))
            .Where(static it => it.Count > 0)
            .Select(static it => $"{it.Count} {MalformedKinds.Describe(it.Kind)}")
            .ToList();
        return kinds.Count == 0 ? "" : $": {string.Join(", ", kinds)}";
    }

    private static string Title(string name) => name.Replace('_', ' ').ToLowerInvariant();

    private static string Millis(TimeSpan elapsed) =>
        elapsed.TotalSeconds >= 10 ? $"{elapsed.TotalSeconds:0.0} s" : $"{elapsed.TotalMilliseconds:0.#} ms";
}
