using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Maas.Aws.DynamoDb;
using Orleans;
using Orleans.Runtime;

namespace Maas.Aws.Tests.DynamoDb.Membership;

/// <summary>A view is one of the states that the table was in, whatever happens between the requests that it takes.</summary>
public sealed class MembershipViewTests(DynamoDbServer server)
{
    [Fact]
    public async Task ReadAll_ChangeBetweenVersionAndRows_ReadsAgain()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var (reader, writer) = (await cluster.OpenAsync(options => options.CreateClient = () => client), await cluster.OpenAsync());
        await writer.InsertAsync(Cluster.Entry(1));
        client.After = async request =>
        {
            if (request is not GetItemRequest)
            {
                return;
            }

            client.After = null;
            await writer.UpdateAsync(Cluster.Entry(1, SiloStatus.Active));
        };

        var data = await reader.ReadAllAsync();

        data.Describe().ShouldBe((await writer.ReadAllAsync()).Describe());
        client.Requests.OfType<QueryRequest>().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAll_ChangeOfWhichOnlyTheVersionIsVisible_ReadsAgain(bool inserted)
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var (reader, writer) = (await cluster.OpenAsync(options => options.CreateClient = () => client), await cluster.OpenAsync());
        await writer.InsertAsync(Cluster.Entry(1));
        QueryResponse? older = null;
        using (var other = await server.ClientAsync())
        {
            older = await other.QueryAsync(AllRows(cluster));
        }

        if (inserted)
        {
            await writer.InsertAsync(Cluster.Entry(2));
        }
        else
        {
            await writer.UpdateAsync(Cluster.Entry(1, SiloStatus.Active));
        }

        // The query meets the silos' partition before the transaction has reached it.
        client.Before = request =>
        {
            if (request is not QueryRequest || older is null)
            {
                return Task.FromResult<AmazonWebServiceResponse?>(null);
            }

            var answer = older;
            older = null;
            return Task.FromResult<AmazonWebServiceResponse?>(answer);
        };

        var data = await reader.ReadAllAsync();

        data.Describe().ShouldBe((await writer.ReadAllAsync()).Describe());
        client.Requests.OfType<QueryRequest>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task ReadAll_AfterTheLastChangedSiloWasCleanedUp_ReadsOnce()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var (reader, writer) = (await cluster.OpenAsync(options => options.CreateClient = () => client), await cluster.OpenAsync());
        await writer.InsertAsync(Cluster.Entry(1, SiloStatus.Active));
        await writer.InsertAsync(Cluster.Entry(2, SiloStatus.Dead));
        await writer.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Cluster.Now.AddDays(1)));

        var data = await reader.ReadAllAsync();

        data.Members.ShouldHaveSingleItem().Item1.SiloAddress.ShouldBe(Cluster.Silo(1));
        client.Requests.OfType<QueryRequest>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ReadAll_ChangesWithoutEnd_SaysSoAfterTheRetriesAllowed()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var reader = await cluster.OpenAsync(options => (options.CreateClient, options.ConflictRetriesMax) = (() => client, 2));
        var writer = await cluster.OpenAsync();
        await writer.InsertAsync(Cluster.Entry(1));
        client.After = request => request is GetItemRequest ? writer.UpdateAsync(Cluster.Entry(1)) : Task.CompletedTask;

        var error = await Should.ThrowAsync<DynamoDBTableException>(() => reader.ReadAllAsync());

        error.Message.ShouldContain("3 attempts");
    }

    [Fact]
    public async Task ReadAll_RowsBeyondOnePage_ReturnsEveryOneAtOneVersion()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => options.CreateClient = () => client);
        const int Silos = 48;
        for (var number = 0; number < Silos; number++)
        {
            var entry = Cluster.Entry(number);
            entry.HostName = new string('h', 40_000);
            (await table.InsertRowAsync(entry, new TableVersion(number + 1, $"{number}"))).ShouldBeTrue();
        }

        client.Requests.Clear();
        var data = await table.ReadAllAsync();

        data.Members.Count.ShouldBe(Silos);
        data.Version.Version.ShouldBe(Silos);
        client.Requests.OfType<QueryRequest>().Count().ShouldBeGreaterThan(1);
        await table.DeleteMembershipTableEntriesAsync(cluster.Id);
        await table.InitializeMembershipTableAsync(true);
        (await table.ReadAllAsync()).Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reads_WhileOthersChangeRows_AreStatesThatTheTableWasIn()
    {
        using var cluster = await Cluster.CreateAsync(server);
        var (reader, writer) = (await cluster.OpenAsync(), await cluster.OpenAsync());
        for (var number = 0; number < 4; number++)
        {
            await writer.InsertAsync(Cluster.Entry(number));
        }

        var states = new Dictionary<int, string>();
        var seen = new List<MembershipTableData>();
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                seen.Add(await reader.ReadAllAsync());
            }
        });

        for (var round = 0; round < 60; round++)
        {
            await writer.UpdateAsync(Cluster.Entry(round % 4, round % 8 < 4 ? SiloStatus.Active : SiloStatus.ShuttingDown));
            var data = await writer.ReadAllAsync();
            states[data.Version.Version] = data.Describe();
        }

        await done.CancelAsync();
        await reading;
        seen.ShouldNotBeEmpty();
        foreach (var data in seen.Where(data => states.ContainsKey(data.Version.Version)))
        {
            data.Describe().ShouldBe(states[data.Version.Version]);
        }
    }

    private static QueryRequest AllRows(Cluster cluster) =>
        new(cluster.Table)
        {
            KeyConditionExpression = "DeploymentId = :c",
            ExpressionAttributeValues = new() { [":c"] = new(cluster.Id) },
            ConsistentRead = true,
        };
}
