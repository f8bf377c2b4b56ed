using Amazon.DynamoDBv2;
using Maas.Aws.DynamoDb;
using Maas.Aws.DynamoDb.Reminders;
using Maas.Aws.Tests.DynamoDb.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Maas.Aws.Tests.DynamoDb.Tables;

/// <summary>Tables that are brought to what the options ask for, when created or when found.</summary>
public sealed class TableChangesTests(DynamoDbServer server)
{
    private readonly string _name = "changes-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Initialize_StatesThatExpire_SwitchesTheTablesExpiryOnWhoeverIsFirst()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(TimeSpan.FromHours(1), updateIfExists: true)));

        (await ExpiryAsync()).ShouldBe((true, "GrainTtl"));
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Initialize_TableThatIsThere_IsChangedOnlyIfThatIsAllowed(bool updateIfExists)
    {
        await (await StartAsync(timeToLive: null, updateIfExists)).DisposeAsync();
        (await ExpiryAsync()).On.ShouldBeFalse();

        await (await StartAsync(TimeSpan.FromHours(1), updateIfExists)).DisposeAsync();

        (await ExpiryAsync()).On.ShouldBe(updateIfExists);
    }

    [Fact]
    public async Task Initialize_OtherCapacityThanTheTables_ChangesTableAndIndexes()
    {
        await StartRemindersAsync(7, 3, updateIfExists: true);
        (await CapacitiesAsync()).ShouldBe([(7, 3), (7, 3), (7, 3)]);

        await StartRemindersAsync(9, 4, updateIfExists: false);
        (await CapacitiesAsync()).ShouldBe([(7, 3), (7, 3), (7, 3)]);

        await StartRemindersAsync(9, 4, updateIfExists: true);
        (await CapacitiesAsync()).ShouldBe([(9, 4), (9, 4), (9, 4)]);
        await StartRemindersAsync(9, 4, updateIfExists: true);
    }

    private Task<StorageHost> StartAsync(TimeSpan? timeToLive, bool updateIfExists) =>
        StorageHost.StartAsync(
            server,
            options => (options.TableName, options.TimeToLive, options.UpdateIfExists) = (_name, timeToLive, updateIfExists)
        );

    private async Task StartRemindersAsync(int reads, int writes, bool updateIfExists)
    {
        var options = new DynamoDBReminderStorageOptions
        {
            Service = await server.EndpointAsync(),
            TableName = _name,
            UseProvisionedThroughput = true,
            ReadCapacityUnits = reads,
            WriteCapacityUnits = writes,
            UpdateIfExists = updateIfExists,
        };
        using var reminders = new DynamoDBReminderTable(
            NullLoggerFactory.Instance,
            Options.Create(new ClusterOptions { ServiceId = "service" }),
            Options.Create(options)
        );
        await reminders.StartAsync();
    }

    private async Task<(bool On, string? Attribute)> ExpiryAsync()
    {
        using var client = await server.ClientAsync();
        var expiry = (await client.DescribeTimeToLiveAsync(_name)).TimeToLiveDescription;
        return (expiry.TimeToLiveStatus == TimeToLiveStatus.ENABLED, expiry.AttributeName);
    }

    private async Task<List<(long, long)>> CapacitiesAsync()
    {
        using var client = await server.ClientAsync();
        var table = (await client.DescribeTableAsync(_name)).Table;
        return
        [
            .. table
                .GlobalSecondaryIndexes.Select(index => index.ProvisionedThroughput)
                .Prepend(table.ProvisionedThroughput)
                .Select(capacity => (capacity.ReadCapacityUnits!.Value, capacity.WriteCapacityUnits!.Value)),
        ];
    }
}
