using System.Text.Json;
using Maas.Simulation.Fleet;
using Maas.Simulation.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Simulation.Tests.Traffic;

public sealed class TrafficGeneratorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_SameSeedAndClock_SameBytes()
    {
        var (first, second) = (Bodies(seed: 7, events: 3_000), Bodies(seed: 7, events: 3_000));

        first.ShouldBe(second);
        Bodies(seed: 8, events: 3_000).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(977)]
    [InlineData(20_000)]
    public void Next_TotalGiven_ExactlyThatManyEvents(int events)
    {
        using var generator = Generator(seed: 3, events);

        Drain(generator).Counts.Events.ShouldBe(events);
    }

    [Fact]
    public void Next_FaultyTraffic_TruthIsWhatTheBodiesSay()
    {
        using var generator = Generator(seed: 5, events: 40_000);

        var (counts, batches) = Drain(generator);
        var events = batches.SelectMany(static batch => batch.RootElement.GetProperty("batch").EnumerateArray()).ToList();
        var (malformed, sound) = (events.Where(IsMalformed).ToList(), events.Where(static it => !IsMalformed(it)).ToList());
        var refused = sound.Where(static it => Preference(it, "analytics") == false).ToList();
        var stored = sound.Except(refused).ToList();
        var ids = stored.Select(MessageId).ToHashSet();

        counts.Batches.ShouldBe(batches.Count);
        counts.Events.ShouldBe(events.Count);
        counts.Malformed.ShouldBe(malformed.Count);
        counts.Stored.ShouldBe(ids.Count);
        counts.Copies.ShouldBe(stored.Count - ids.Count);
        counts.Refused.ShouldBe(refused.Select(MessageId).ToHashSet().Count);
        counts.RefusedCopies.ShouldBe(refused.Count - counts.Refused);
        counts.Fixes.ShouldBe(stored.DistinctBy(MessageId).Count(static it => HasFix(it) && Preference(it, "location") != false));
        counts.MalformedByKind.ShouldAllBe(static count => count > 0);
        counts.Copies.ShouldBeGreaterThan(0);
        counts.Refused.ShouldBeGreaterThan(0);
        counts.RetriedBatches.ShouldBeGreaterThan(0);
        counts.AdvertisingIdResets.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Next_CopiesInBatchesOfTheirOwnDevice_CarryTheSameContent()
    {
        using var generator = Generator(seed: 11, events: 20_000);

        var (_, batches) = Drain(generator);
        var copies = batches
            .SelectMany(static batch => batch.RootElement.GetProperty("batch").EnumerateArray())
            .Where(static it => !IsMalformed(it))
            .GroupBy(MessageId)
            .Where(static copies => copies.Count() > 1)
            .ToList();

        copies.ShouldNotBeEmpty();
        copies.ShouldAllBe(static same => same.Select(static it => it.GetRawText()).Distinct().Count() == 1);
        batches.ShouldAllBe(static batch => DeviceIds(batch).Count() <= 1);
    }

    [Fact]
    public void Next_WithoutFaults_TypicalBatchesOfFourteenKilobytes()
    {
        var options = new TrafficOptions { WriteKey = "k", Events = 10_000 }.WithoutFaults();
        using var generator = new TrafficGenerator(options, new FleetOptions(), new FakeTimeProvider(Now));

        var (counts, _) = Drain(generator);

        counts.Batches.ShouldBe(500);
        (counts.Stored + counts.Refused).ShouldBe(10_000);
        (counts.Bytes / counts.Batches).ShouldBeInRange(13_000, 17_500);
    }

    [Fact]
    public void Next_AdTrackingRefused_NoUsableAdvertisingId()
    {
        using var generator = Generator(seed: 2, events: 5_000);

        var devices = Drain(generator)
            .Batches.SelectMany(static batch => batch.RootElement.GetProperty("batch").EnumerateArray())
            .Where(static it => !IsMalformed(it))
            .Select(static it => it.GetProperty("context").GetProperty("device"))
            .Where(static device => !device.GetProperty("adTrackingEnabled").GetBoolean())
            .ToList();

        devices.ShouldNotBeEmpty();
        devices
            .Select(static device => device.TryGetProperty("advertisingId", out var id) ? id.GetString() : null)
            .ShouldAllBe(static id => id == null || id == "00000000-0000-0000-0000-000000000000");
    }

    private static List<string> Bodies(long seed, int events)
    {
        using var generator = Generator(seed, events);
        return [.. Drain(generator).Batches.Select(static body => body.RootElement.GetRawText())];
    }

    private static TrafficGenerator Generator(long seed, int events) =>
        new(
            new TrafficOptions
            {
                WriteKey = "demo-write-key",
                Seed = seed,
                Events = events,
            },
            new FleetOptions { Seed = seed, Devices = 300 },
            new FakeTimeProvider(Now) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) }
        );

    private static (TrafficCounts Counts, List<JsonDocument> Batches) Drain(TrafficGenerator generator)
    {
        var (counts, bodies) = (TrafficCounts.None, new List<JsonDocument>());
        while (generator.Next() is { } batch)
        {
            using (batch)
            {
                counts += batch.Counts;
                bodies.Add(JsonDocument.Parse(batch.Body.ToArray()));
            }
        }

        return (counts, bodies);
    }

    /// <summary>The protocol's rules once more, written from its description and not from the generator.</summary>
    private static bool IsMalformed(JsonElement it)
    {
        string[] types = ["track", "screen", "identify", "page", "group", "alias"];
        return it.ValueKind != JsonValueKind.Object
            || !it.TryGetProperty("type", out var type)
            || !types.Contains(type.GetString())
            || it.GetProperty("messageId").GetString()!.Length > 100
            || it.GetRawText().Length > 32 * 1024
            || !(it.TryGetProperty("anonymousId", out _) || it.TryGetProperty("userId", out _) || HasDeviceId(it));
    }

    private static bool HasDeviceId(JsonElement it) => it.GetProperty("context").GetProperty("device").TryGetProperty("id", out _);

    private static bool HasFix(JsonElement it) => it.GetProperty("context").TryGetProperty("location", out _);

    private static string MessageId(JsonElement it) => it.GetProperty("messageId").GetString()!;

    private static bool? Preference(JsonElement it, string category) =>
        it.GetProperty("context").TryGetProperty("consent", out var consent)
            ? consent.GetProperty("categoryPreferences").GetProperty(category).GetBoolean()
            : null;

    private static IEnumerable<string> DeviceIds(JsonDocument batch) =>
        batch
            .RootElement.GetProperty("batch")
            .EnumerateArray()
            .Where(static it => it.ValueKind == JsonValueKind.Object && HasDeviceId(it))
            .Select(static it => it.GetProperty("context").GetProperty("device").GetProperty("id").GetString()!)
            .Distinct();
}
