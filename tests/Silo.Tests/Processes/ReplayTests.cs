using System.Globalization;

namespace Maas.Silo.Tests.Processes;

/// <summary>The real-input proof: every fix of real trips, sent over HTTP, is in the lake exactly once.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Replay_OfRealTrips_EveryFixIsInTheLakeExactlyOnce()
    {
        var tracks = Environment.GetEnvironmentVariable("MAAS_GPS_TRACKS");
        if (!File.Exists(tracks))
        {
            Assert.Skip(
                "No GPS tracks: set MAAS_GPS_TRACKS to a CSV with the columns latitude, longitude, track_id, time (see CONTRIBUTING.md)."
            );
        }

        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path);
        string[] models = [.. Option("--android-models", "MAAS_ANDROID_MODELS"), .. Option("--ios-models", "MAAS_IOS_MODELS")];

        var sent = await CliProcess.RunAsync(silo, data.Path, ["replay", tracks, .. models, "--json"]);
        var again = await CliProcess.RunAsync(silo, data.Path, ["replay", tracks, .. models, "--json"]);
        var runs = await RunClient.RunRecentAsync(silo);

        sent.ExitCode.ShouldBe(0, sent.Output + sent.Errors);
        again.ExitCode.ShouldBe(0, again.Output + again.Errors);
        var expected = ReadFixes(tracks);
        var actual = LakeFiles
            .Query(data.Path, "tracking", "SELECT original_at, latitude, longitude FROM lake")
            .Select(row => new Fix(Utc(row[0]), (double)row[1]!, (double)row[2]!))
            .ToList();
        actual.Count.ShouldBe(expected.Count);
        Count(actual).ShouldBe(Count(expected), ignoreOrder: true);
        LakeFiles.Query(data.Path, "tracking", "SELECT count(DISTINCT device_key) FROM lake").Single()[0].ShouldBe(163L);
        runs.Sum(run => run["books"]!["matched"]!.GetValue<long>()).ShouldBe(expected.Count);
    }

    private static Dictionary<Fix, int> Count(IEnumerable<Fix> fixes) =>
        fixes.GroupBy(fix => fix).ToDictionary(group => group.Key, group => group.Count());

    private static List<Fix> ReadFixes(string path) =>
        [
            .. File.ReadLines(path)
                .Skip(1)
                .Where(line => line.Length > 0)
                .Select(line => line.Split(','))
                .Select(fields => new Fix(
                    DateTime.SpecifyKind(DateTime.Parse(fields[3].Trim('"'), CultureInfo.InvariantCulture), DateTimeKind.Utc),
                    double.Parse(fields[0], CultureInfo.InvariantCulture),
                    double.Parse(fields[1], CultureInfo.InvariantCulture)
                )),
        ];

    private static string[] Option(string name, string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } path && File.Exists(path) ? [name, path] : [];

    private static DateTime Utc(object? value) => DateTime.SpecifyKind(((DateTime)value!), DateTimeKind.Utc);

    private readonly record struct Fix(DateTime At, double Latitude, double Longitude);
}
