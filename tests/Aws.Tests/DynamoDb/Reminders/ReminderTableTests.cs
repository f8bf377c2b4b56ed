using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb;
using Maas.Aws.DynamoDb.Reminders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Maas.Aws.Tests.DynamoDb.Reminders;

/// <summary>What <see cref="IReminderTable"/> promises its callers, and the official package's layout.</summary>
public sealed class ReminderTableTests(DynamoDbServer server) : IAsyncLifetime
{
    private const string Odd = @"foo/bar\#b_a_z?|☃";
    private static readonly DateTime Start = new(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc);

    private readonly string _service = "service-" + Guid.NewGuid().ToString("N");
    private readonly List<DynamoDBReminderTable> _tables = [];
    private DynamoDBReminderTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await OpenAsync(_service);

    public ValueTask DisposeAsync()
    {
        _tables.ForEach(table => table.Dispose());
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task UpsertRow_ThenReads_GiveTheReminderAndItsEtag()
    {
        var entry = Entry("grain", Odd);

        var etag = (await _table.UpsertRow(entry)).ShouldNotBeNull();

        etag.ShouldNotBeNullOrEmpty();
        entry.ETag.ShouldBe(etag);
        Print((await _table.ReadRow(entry.GrainId, Odd)).ShouldNotBeNull()).ShouldBe(Print(entry));
        (await _table.ReadRow(entry.GrainId, Odd))!.StartAt.Kind.ShouldBe(DateTimeKind.Utc);
        (await _table.ReadRows(entry.GrainId)).Reminders.ShouldHaveSingleItem().ETag.ShouldBe(etag);
    }

    [Fact]
    public async Task ReadRow_NoReminder_IsNullAndAGrainsRowsAreEmpty()
    {
        (await _table.ReadRow(Grain("none"), "never")).ShouldBeNull();
        (await _table.ReadRows(Grain("none"))).Reminders.ShouldBeEmpty();
        (await _table.ReadRows(0, 0)).Reminders.ShouldBeEmpty();
    }

    [Fact]
    public async Task UpsertRow_Again_ReplacesScheduleAndEtag()
    {
        var first = Entry("grain", "r");
        await _table.UpsertRow(first);
        var second = Entry("grain", "r");
        (second.StartAt, second.Period) = (Start.AddDays(1).AddTicks(1), TimeSpan.FromDays(3.5));

        await _table.UpsertRow(second);

        second.ETag.ShouldNotBe(first.ETag);
        Print((await _table.ReadRows(second.GrainId)).Reminders.ShouldHaveSingleItem()).ShouldBe(Print(second));
    }

    [Fact]
    public async Task UpsertRow_ByManyAtOnce_GivesEachAnEtagOfItsOwn()
    {
        var entries = Enumerable.Range(0, 10).Select(at => Entry("grain", "r", at)).ToArray();

        var etags = await Task.WhenAll(entries.Select(_table.UpsertRow));

        etags.Distinct(StringComparer.Ordinal).Count().ShouldBe(10);
        entries.Select(Print).ShouldContain(Print((await _table.ReadRow(Grain("grain"), "r")).ShouldNotBeNull()));
        (await _table.ReadRows(Grain("grain"))).Reminders.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RemoveRow_StaleUnknownOrForeignEtag_KeepsTheReminder()
    {
        var entry = Entry("grain", "r");
        var stale = (await _table.UpsertRow(entry)).ShouldNotBeNull();
        var etag = (await _table.UpsertRow(entry)).ShouldNotBeNull();

        (await _table.RemoveRow(entry.GrainId, "r", stale)).ShouldBeFalse();
        (await _table.RemoveRow(entry.GrainId, "r", "not a number")).ShouldBeFalse();
        (await _table.RemoveRow(entry.GrainId, "other", etag)).ShouldBeFalse();
        Print((await _table.ReadRow(entry.GrainId, "r")).ShouldNotBeNull()).ShouldBe(Print(entry));

        (await _table.RemoveRow(entry.GrainId, "r", etag)).ShouldBeTrue();
        (await _table.RemoveRow(entry.GrainId, "r", etag)).ShouldBeFalse();
        (await _table.ReadRow(entry.GrainId, "r")).ShouldBeNull();
    }

    [Fact]
    public async Task ReadRows_EveryKindOfRange_ExcludesBeginIncludesEndAndWraps()
    {
        var entries = Enumerable.Range(0, 40).Select(at => Entry($"grain-{at}", "r")).ToArray();
        await Task.WhenAll(entries.Select(_table.UpsertRow));
        var hashes = entries.Select(entry => entry.GrainId.GetUniformHashCode()).Order().ToArray();
        (uint Begin, uint End)[] ranges =
        [
            (hashes[10], hashes[20]),
            (hashes[20], hashes[10]),
            (hashes[0] - 1, hashes[0]),
            (hashes[0], hashes[0]),
            (hashes[^1], hashes[0]),
            (0, 0),
            (0, uint.MaxValue),
            (uint.MaxValue, 0),
            (uint.MaxValue, hashes[5]),
            (uint.MaxValue, uint.MaxValue),
        ];

        foreach (var (begin, end) in ranges)
        {
            var expected = hashes.Where(hash => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end);
            (await _table.ReadRows(begin, end))
                .Reminders.Select(entry => entry.GrainId.GetUniformHashCode())
                .Order()
                .ShouldBe(expected, $"({begin}, {end}]");
        }
    }

    [Fact]
    public async Task ReadRows_BeyondOnePage_AreAllThere()
    {
        using var client = await server.DisturbedAsync();
        var table = await OpenAsync(_service, options => options.CreateClient = () => client);
        var padding = new string('n', 1_500);
        await Parallel.ForAsync(0, 900, async (at, token) => await table.UpsertRow(Entry($"grain-{at}", padding), token));
        client.Requests.Clear();

        (await table.ReadRows(0, 0)).Reminders.Count.ShouldBe(900);

        client.Requests.OfType<QueryRequest>().Count().ShouldBeGreaterThan(1);
        await table.TestOnlyClearTable();
        (await table.ReadRows(0, 0)).Reminders.ShouldBeEmpty();
    }

    /// <summary>DynamoDB itself would take the one of 1,100 bytes into the table, and not into the index.</summary>
    [Theory]
    [InlineData(1_100, 1)]
    [InlineData(100, 2_000)]
    public async Task UpsertRow_KeysThatDynamoDbDoesNotTake_SaysWhoseAndNotTheKey(int grain, int name)
    {
        var entry = Entry(new string('k', grain), new string('n', name));

        var error = await Should.ThrowAsync<ArgumentException>(() => _table.UpsertRow(entry));

        error.Message.ShouldContain(entry.GrainId.Type.ToString()!);
        error.Message.ShouldNotContain("kkk");
    }

    [Fact]
    public async Task Services_SharingATable_DoNotSeeEachOther()
    {
        var other = await OpenAsync("other-" + _service);
        await _table.UpsertRow(Entry("grain", "r"));
        var kept = Entry("grain", "r", minutes: 9);
        await other.UpsertRow(kept);

        await _table.TestOnlyClearTable();

        (await _table.ReadRows(0, 0)).Reminders.ShouldBeEmpty();
        Print((await other.ReadRows(0, 0)).Reminders.ShouldHaveSingleItem()).ShouldBe(Print(kept));
    }

    [Fact]
    public async Task StartAsync_CancelledOrRepeated_IsCancelledOrHarmless()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => _table.StartAsync(new CancellationToken(canceled: true)));
        await _table.UpsertRow(Entry("grain", "r"));

        await _table.StopAsync(CancellationToken.None);
        await _table.StartAsync(CancellationToken.None);

        (await _table.ReadRow(Grain("grain"), "r")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Items_OfOurs_HaveTheOfficialAttributes()
    {
        var entry = Entry("grain", Odd);
        var etag = (await _table.UpsertRow(entry)).ShouldNotBeNull();

        using var client = await server.ClientAsync();
        var hash = entry.GrainId.GetUniformHashCode().ToString(CultureInfo.InvariantCulture);
        var item = (
            await client.GetItemAsync(
                "OrleansReminders",
                new()
                {
                    ["ReminderId"] = new($"{_service}_{entry.GrainId}_{Odd}"),
                    ["GrainHash"] = new() { N = hash },
                },
                TestContext.Current.CancellationToken
            )
        ).Item;

        item.Count.ShouldBe(8);
        item["ServiceId"].S.ShouldBe(_service);
        item["GrainReference"].S.ShouldBe(entry.GrainId.ToString());
        item["ReminderName"].S.ShouldBe(Odd);
        item["Period"].S.ShouldBe("00:05:00");
        item["StartTime"].S.ShouldBe("2026-11-22T10:00:00.0000000");
        item["ETag"].N.ShouldBe(etag);
    }

    [Theory]
    [InlineData("11/22/2026 10:00:00")]
    [InlineData("2026-11-22T10:00:00")]
    [InlineData("2026-11-22T11:00:00.0000000+01:00")]
    [InlineData("2026-11-22T10:00:00.0000000Z")]
    public async Task ReadRow_TimeAsTheOfficialPackageWroteIt_IsThatTime(string time)
    {
        var entry = Entry("grain", "r");
        using var client = await server.ClientAsync();
        await client.PutItemAsync(
            "OrleansReminders",
            new()
            {
                ["ReminderId"] = new($"{_service}_{entry.GrainId}_r"),
                ["GrainHash"] = new() { N = entry.GrainId.GetUniformHashCode().ToString(CultureInfo.InvariantCulture) },
                ["ServiceId"] = new(_service),
                ["GrainReference"] = new(entry.GrainId.ToString()),
                ["ReminderName"] = new("r"),
                ["Period"] = new("00:05:00"),
                ["StartTime"] = new(time),
                ["ETag"] = new() { N = "1234567" },
            },
            TestContext.Current.CancellationToken
        );

        entry.ETag = "1234567";
        Print((await _table.ReadRow(entry.GrainId, "r")).ShouldNotBeNull()).ShouldBe(Print(entry));
        (await _table.RemoveRow(entry.GrainId, "r", "1234567")).ShouldBeTrue();
    }

    private async Task<DynamoDBReminderTable> OpenAsync(string service, Action<DynamoDBReminderStorageOptions>? configure = null)
    {
        var options = new DynamoDBReminderStorageOptions { Service = await server.EndpointAsync() };
        configure?.Invoke(options);
        var cluster = Options.Create(new ClusterOptions { ServiceId = service });
        var table = new DynamoDBReminderTable(NullLoggerFactory.Instance, cluster, Options.Create(options));
        _tables.Add(table);
        await table.StartAsync(TestContext.Current.CancellationToken);
        return table;
    }

    private static GrainId Grain(string key) => GrainId.Create("reminded", key);

    private static ReminderEntry Entry(string grain, string name, int minutes = 0) =>
        new()
        {
            GrainId = Grain(grain),
            ReminderName = name,
            StartAt = Start.AddMinutes(minutes),
            Period = TimeSpan.FromMinutes(5),
        };

    private static string Print(ReminderEntry? entry) =>
        $"{entry?.GrainId} {entry?.ReminderName} {entry?.StartAt.Ticks} {entry?.Period:c} {entry?.ETag}";
}
