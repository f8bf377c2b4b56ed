using System.Text.Json;
using Maas.Simulation.Replay;
using Maas.Simulation.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Simulation.Tests.Replay;

public sealed class TrackReplayTests
{
    private const string TwoTrips = """
        latitude,longitude,track_id,time
        -10.9393413858164,-37.0627421097422,1,2014-09-13 07:24:32
        -10.939341385769,-37.0627421097809,1,2014-09-13 07:24:37
        -10.939341385769,-37.0627421097809,1,2014-09-13 07:24:37
        52.37,4.89,2,2015-01-01 10:00:00
        52.38,4.90,2,2015-01-01 10:00:10
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_BadLines_PassedOverWithTheirReasons()
    {
        var tracks = Read(
            TwoTrips + "\n91,4.9,2,2015-01-01 10:00:20\n,4.9,2,2015-01-01 10:00:20\n52.3,4.9,2,noon\n52.3,4.9\nNaN,4,2,2015-01-01\n"
        );

        tracks.Fixes.ShouldBe(5);
        tracks
            .Skipped.Select(static line => (line.Line, line.Reason))
            .ShouldBe([
                (7, "not a place on Earth"),
                (8, "latitude or longitude is no number"),
                (9, "no time"),
                (10, "2 fields"),
                (11, "not a place on Earth"),
            ]);
    }

    [Fact]
    public void Read_HeadingWithoutAColumn_SaysWhich() =>
        Should
            .Throw<InvalidDataException>(() => Read("latitude,longitude,time\n1,2,2015-01-01"))
            .Message.ShouldContain("track_id is missing");

    [Fact]
    public void Next_EveryFix_OneEventOfItsTripsDeviceWithItsOwnId()
    {
        var events = Events(new ReplayOptions { WriteKey = "k", BatchSize = 2 });

        events.Count.ShouldBe(5);
        events
            .Select(MessageId)
            .ShouldBe(["gps-1-000000", "gps-1-000001", "gps-1-000002", "gps-2-000000", "gps-2-000001"], ignoreOrder: true);
        events.GroupBy(DeviceId).Select(static trip => trip.Count()).ShouldBe([3, 2], ignoreOrder: true);
        var first = events.Single(static it => MessageId(it) == "gps-1-000000").GetProperty("context").GetProperty("location");
        first.GetProperty("latitude").GetDouble().ShouldBe(-10.9393413858164);
        first.TryGetProperty("speed", out _).ShouldBeFalse("the file does not say");
    }

    [Fact]
    public void Next_Again_SameEvents() =>
        Events(new ReplayOptions { WriteKey = "k" })
            .Select(static it => it.GetRawText())
            .ShouldBe(Events(new ReplayOptions { WriteKey = "k" }).Select(static it => it.GetRawText()));

    [Fact]
    public void Next_FirstFixAtGiven_AllTimesShiftedAlike()
    {
        var at = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

        var events = Events(new ReplayOptions { WriteKey = "k", FirstFixAt = at });

        At(events.Single(static it => MessageId(it) == "gps-1-000000")).ShouldBe(at);
        At(events.Single(static it => MessageId(it) == "gps-1-000001")).ShouldBe(at.AddSeconds(5));
    }

    [Fact]
    public void Next_SpeedGiven_DueInProportionWithIdleTimeSkipped()
    {
        using var replay = new TrackReplay(
            Read(TwoTrips),
            new ReplayOptions
            {
                WriteKey = "k",
                Speed = 10,
                BatchSize = 1,
            },
            new FakeTimeProvider(Now)
        );

        var due = new List<TimeSpan>();
        while (replay.Next() is { } batch)
        {
            using (batch)
            {
                due.Add(batch.DueAt!.Value - Now);
            }
        }

        due.Select(static it => it.TotalSeconds).ShouldBe([0, 0.5, 0.5, 6.5, 7.5]);
    }

    [Fact]
    public void Next_PublishedModelLists_DevicesAreOfThem()
    {
        using var android = new MemoryStream("""{"Pixel 8":{"brand":"Google","name":"Pixel 8"}}"""u8.ToArray());
        using var apple = new MemoryStream(
            """{"i386":"iPhone Simulator","Watch6,1":"Apple Watch","iPhone16,2":"iPhone 15 Pro Max"}"""u8.ToArray()
        );
        var models = ModelLists.ReadAndroid(android).Concat(ModelLists.ReadApple(apple)).ToList();

        var used = Events(new ReplayOptions { WriteKey = "k", Models = models })
            .Select(static it => it.GetProperty("context").GetProperty("device").GetProperty("model").GetString())
            .Distinct();

        models.Count.ShouldBe(2);
        used.ShouldBeSubsetOf(["Pixel 8", "iPhone16,2"]);
    }

    private static GpsTracks Read(string csv) => GpsTracksReader.Read(new StringReader(csv));

    private static List<JsonElement> Events(ReplayOptions options)
    {
        using var replay = new TrackReplay(Read(TwoTrips), options, new FakeTimeProvider(Now));
        var (events, counts) = (new List<JsonElement>(), TrafficCounts.None);
        while (replay.Next() is { } batch)
        {
            using (batch)
            {
                counts += batch.Counts;
                events.AddRange(JsonDocument.Parse(batch.Body.ToArray()).RootElement.GetProperty("batch").EnumerateArray());
            }
        }

        counts.Stored.ShouldBe(events.Count);
        counts.Fixes.ShouldBe(events.Count);
        return events;
    }

    private static string MessageId(JsonElement it) => it.GetProperty("messageId").GetString()!;

    private static string DeviceId(JsonElement it) => it.GetProperty("context").GetProperty("device").GetProperty("id").GetString()!;

    private static DateTimeOffset At(JsonElement it) =>
        (it.TryGetProperty("timestamp", out var at) ? at : it.GetProperty("originalTimestamp")).GetDateTimeOffset();
}
