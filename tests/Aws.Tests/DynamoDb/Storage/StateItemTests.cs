using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb;
using Maas.StorageContract;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Maas.Aws.Tests.DynamoDb.Storage;

/// <summary>Items as the official package lays them out, their limit, their expiry, and records of earlier versions.</summary>
public sealed class StateItemTests(DynamoDbServer server)
{
    private readonly GrainId _grain = GrainId.Create("device", "demo/" + Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Write_OfEitherForm_IsTheOfficialItem()
    {
        await using var host = await StorageHost.StartAsync(server);
        var state = new GrainState<GrainStorageContract.Packed> { State = new() { Text = "ab" } };
        await host.Storage.WriteStateAsync("packed", _grain, state);
        await host.Storage.WriteStateAsync("json", _grain, Ledger("a"));

        var item = await ReadAsync("packed");

        item.Keys.Order(StringComparer.Ordinal).ShouldBe(["ETag", "GrainReference", "GrainState", "GrainType"]);
        item["GrainState"].B.ToArray().ShouldBe("ab"u8.ToArray());
        item["ETag"].N.ShouldBe(state.ETag);
        int.Parse(item["ETag"].N, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0);
        Encoding.UTF8.GetString((await ReadAsync("json"))["GrainState"].B.ToArray()).ShouldBe("""{"text":"a","number":0}""");
    }

    [Fact]
    public async Task Clear_KeepingRecords_LeavesTheOfficialNull()
    {
        await using var host = await StorageHost.StartAsync(server);
        var state = Ledger("a");
        await host.Storage.WriteStateAsync("s", _grain, state);

        await host.Storage.ClearStateAsync("s", _grain, state);

        (await ReadAsync("s"))["GrainState"].NULL.ShouldBe(true);
    }

    /// <summary>An item of the official package, and a state that an earlier version of this service stored: both stay readable.</summary>
    [Fact]
    public async Task Read_AStoredSample_IsReadAndCountedOn()
    {
        await using var host = await StorageHost.StartAsync(server);
        using var client = await server.ClientAsync();
        await client.PutItemAsync(
            "OrleansGrainState",
            new()
            {
                ["GrainReference"] = new($"service_{_grain}"),
                ["GrainType"] = new("s"),
                ["GrainState"] = new()
                {
                    B = new MemoryStream(Convert.FromBase64String("eyJ0ZXh0Ijoib2xkIiwibnVtYmVyIjo3LCJnb25lIjp0cnVlfQ==")),
                },
                ["ETag"] = new() { N = "0" },
            }
        );
        var state = new GrainState<GrainStorageContract.Ledger>();

        await host.Storage.ReadStateAsync("s", _grain, state);

        state.State.ShouldBe(new GrainStorageContract.Ledger { Text = "old", Number = 7 });
        state.ETag.ShouldBe("0");
        await host.Storage.WriteStateAsync("s", _grain, state);
        (await ReadAsync("s"))["ETag"].N.ShouldBe("1");
    }

    [Fact]
    public async Task Write_WithoutAServiceId_ReadsTheTablesOfTheOfficialDefault()
    {
        await using var host = await StorageHost.StartAsync(server, options => options.ServiceId = "");
        await host.Storage.WriteStateAsync("s", _grain, Ledger("a"));

        (await ReadAsync("s", service: "")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(400_000, true)]
    [InlineData(410_000, false)]
    public async Task Write_StateAroundTheLimit_IsWrittenOrNamesTheGrain(int length, bool fits)
    {
        await using var host = await StorageHost.StartAsync(server);
        var state = Ledger(new string('x', length));

        if (fits)
        {
            await host.Storage.WriteStateAsync("s", _grain, state);
            return;
        }

        var error = await Should.ThrowAsync<DynamoDBStateTooLargeException>(() => host.Storage.WriteStateAsync("s", _grain, state));
        error.Message.ShouldContain(_grain.ToString());
        error.Message.ShouldContain("409600");
        state.ETag.ShouldBeNull();
    }

    [Theory]
    [InlineData(2100, 1)]
    [InlineData(1, 1100)]
    public async Task Operations_KeysThatDynamoDbDoesNotTake_SayWhatIsTooLongAndNotTheKey(int key, int name)
    {
        await using var host = await StorageHost.StartAsync(server);
        var grain = GrainId.Create("device", new string('k', key));
        var stateName = new string('n', name);

        var errors = new[]
        {
            await Should.ThrowAsync<ArgumentException>(() => host.Storage.ReadStateAsync(stateName, grain, Ledger("a"))),
            await Should.ThrowAsync<ArgumentException>(() => host.Storage.WriteStateAsync(stateName, grain, Ledger("a"))),
            await Should.ThrowAsync<ArgumentException>(() => host.Storage.ClearStateAsync(stateName, grain, Ledger("a"))),
        };

        errors.ShouldAllBe(error => error.Message.Contains("make it shorter", StringComparison.Ordinal));
        errors.ShouldAllBe(error => !error.Message.Contains("kkk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_AfterItsTimeToLive_IsAbsentAndCanBeWrittenAnew()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        await using var host = await StorageHost.StartAsync(server, options => options.TimeToLive = TimeSpan.FromHours(1), time);
        await host.Storage.WriteStateAsync("s", _grain, Ledger("first"));
        (await ReadAsync("s"))["GrainTtl"].N.ShouldBe((time.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeSeconds().ToString());
        await Should.ThrowAsync<InconsistentStateException>(() => host.Storage.WriteStateAsync("s", _grain, Ledger("second")));

        time.Advance(TimeSpan.FromHours(1));

        var expired = Ledger("stale");
        await host.Storage.ReadStateAsync("s", _grain, expired);
        (expired.RecordExists, expired.ETag).ShouldBe((false, null));
        await host.Storage.WriteStateAsync("s", _grain, Ledger("second"));
        await host.Storage.ReadStateAsync("s", _grain, expired);
        expired.State!.Text.ShouldBe("second");
    }

    [Fact]
    public async Task Write_DuringAnothersTransaction_IsRepeatedWhole()
    {
        using var client = await server.DisturbedAsync();
        await using var host = await StorageHost.StartAsync(server, options => options.CreateClient = () => client);
        client.FailFirst<PutItemRequest>(2, () => new TransactionConflictException("Transaction is ongoing for the item"));

        await host.Storage.WriteStateAsync("s", _grain, Ledger("whole"));

        Encoding.UTF8.GetString((await ReadAsync("s"))["GrainState"].B.ToArray()).ShouldContain("whole");
    }

    private async Task<Dictionary<string, AttributeValue>> ReadAsync(string type, string service = "service")
    {
        using var client = await server.ClientAsync();
        var key = new Dictionary<string, AttributeValue> { ["GrainReference"] = new($"{service}_{_grain}"), ["GrainType"] = new(type) };
        return (await client.GetItemAsync("OrleansGrainState", key, consistentRead: true)).Item;
    }

    private static GrainState<GrainStorageContract.Ledger> Ledger(string text) => new() { State = new() { Text = text } };
}
