using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb;
using Orleans;
using Orleans.Runtime;

namespace Maas.Aws.Tests.DynamoDb.Membership;

/// <summary>Many silos at once, and a service that throttles, conflicts and answers in part.</summary>
public sealed class MembershipContentionTests(DynamoDbServer server)
{
    [Fact]
    public async Task InsertRow_OfOneSiloByTwentyAtOnce_HasOneWinner()
    {
        using var cluster = await Cluster.CreateAsync(server);
        var table = await cluster.OpenAsync();
        var version = (await table.ReadAllAsync()).Version.Next();

        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => table.InsertRowAsync(Cluster.Entry(1), version)));

        won.Count(each => each).ShouldBe(1);
        (await table.ReadAllAsync()).Version.Version.ShouldBe(1);
    }

    [Fact]
    public async Task UpdateRow_OfTwoSilosAtOneVersion_HasOneWinner()
    {
        using var cluster = await Cluster.CreateAsync(server);
        var (first, second) = (await cluster.OpenAsync(), await cluster.OpenAsync());
        await first.InsertAsync(Cluster.Entry(1));
        await first.InsertAsync(Cluster.Entry(2));
        for (var round = 0; round < 10; round++)
        {
            var data = await first.ReadAllAsync();
            var won = await Task.WhenAll(
                first.UpdateRowAsync(Cluster.Entry(1, SiloStatus.Active), data.TryGet(Cluster.Silo(1))!.Item2, data.Version.Next()),
                second.UpdateRowAsync(Cluster.Entry(2, SiloStatus.Active), data.TryGet(Cluster.Silo(2))!.Item2, data.Version.Next())
            );

            won.Count(each => each).ShouldBe(1);
            (await second.ReadAllAsync()).Version.Version.ShouldBe(data.Version.Version + 1);
        }
    }

    [Fact]
    public async Task UpdateRow_ByNineteenUntilEachHasSucceeded_CountsEveryOne()
    {
        using var cluster = await Cluster.CreateAsync(server);
        var table = await cluster.OpenAsync();
        await table.InsertAsync(Cluster.Entry(1));

        await Task.WhenAll(
            Enumerable
                .Range(0, 19)
                .Select(async _ =>
                {
                    while (true)
                    {
                        var data = await table.ReadAllAsync(TestContext.Current.CancellationToken);
                        var (entry, etag) = data.Members.ShouldHaveSingleItem();
                        if (await table.UpdateRowAsync(entry, etag, data.Version.Next(), TestContext.Current.CancellationToken))
                        {
                            return;
                        }
                    }
                })
        );

        (await table.ReadAllAsync()).Version.Version.ShouldBe(20);
    }

    [Theory]
    [InlineData("None", "TransactionConflict")]
    [InlineData("ThrottlingError", "None")]
    [InlineData("ProvisionedThroughputExceeded", "TransactionConflict")]
    public async Task InsertRow_CancelledForWhatPasses_IsRepeated(string first, string second)
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => options.CreateClient = () => client);
        var version = (await table.ReadAllAsync()).Version.Next();
        client.FailFirst<TransactWriteItemsRequest>(3, () => DisturbedDynamoDb.Cancelled(first, second));

        (await table.InsertRowAsync(Cluster.Entry(1), version)).ShouldBeTrue();

        client.Requests.OfType<TransactWriteItemsRequest>().Count().ShouldBe(4);
    }

    [Theory]
    [InlineData("ConditionalCheckFailed", "TransactionConflict")]
    [InlineData("TransactionConflict", "ConditionalCheckFailed")]
    public async Task InsertRow_ConditionFailed_IsFinal(string first, string second)
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => options.CreateClient = () => client);
        var version = (await table.ReadAllAsync()).Version.Next();
        client.FailFirst<TransactWriteItemsRequest>(1, () => DisturbedDynamoDb.Cancelled(first, second));

        (await table.InsertRowAsync(Cluster.Entry(1), version)).ShouldBeFalse();

        client.Requests.OfType<TransactWriteItemsRequest>().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("ValidationError")]
    [InlineData("ItemCollectionSizeLimitExceeded")]
    public async Task InsertRow_CancelledForGood_Throws(string code)
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => options.CreateClient = () => client);
        var version = (await table.ReadAllAsync()).Version.Next();
        client.FailFirst<TransactWriteItemsRequest>(1, () => DisturbedDynamoDb.Cancelled(code, "None"));

        await Should.ThrowAsync<TransactionCanceledException>(() => table.InsertRowAsync(Cluster.Entry(1), version));
    }

    [Fact]
    public async Task Changes_ConflictsWithoutEnd_ThrowAfterTheRetriesAllowed()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => (options.CreateClient, options.ConflictRetriesMax) = (() => client, 2));
        var version = (await table.ReadAllAsync()).Version.Next();
        client.FailFirst<TransactWriteItemsRequest>(100, () => DisturbedDynamoDb.Cancelled("TransactionConflict"));

        await Should.ThrowAsync<TransactionCanceledException>(() => table.InsertRowAsync(Cluster.Entry(1), version));

        client.Requests.OfType<TransactWriteItemsRequest>().Count().ShouldBe(3);
    }

    [Fact]
    public async Task UpdateIAmAlive_DuringAnothersTransaction_IsRepeated()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => options.CreateClient = () => client);
        var entry = await table.InsertAsync(Cluster.Entry(1));
        client.FailFirst<UpdateItemRequest>(2, () => new TransactionConflictException("Transaction is ongoing for the item"));
        entry.IAmAliveTime = Cluster.Now.AddHours(1);

        await table.UpdateIAmAliveAsync(entry);

        (await table.ReadAsync(entry.SiloAddress)).IAmAliveTime.ShouldBe(Cluster.Now.AddHours(1));
    }

    [Fact]
    public async Task ReadRow_DuringAnothersTransaction_IsRepeated()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => options.CreateClient = () => client);
        await table.InsertAsync(Cluster.Entry(1));
        client.FailFirst<TransactGetItemsRequest>(2, () => DisturbedDynamoDb.Cancelled("None", "TransactionConflict"));

        (await table.ReadRowAsync(Cluster.Silo(1))).Members.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_DeletionsPutOff_AreSentAgain()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => options.CreateClient = () => client);
        for (var number = 0; number < 30; number++)
        {
            await table.InsertAsync(Cluster.Entry(number));
        }

        var batches = 0;
        client.Before = async request =>
        {
            if (request is not BatchWriteItemRequest batch || batches++ % 2 == 1)
            {
                return null;
            }

            // Half of it is put off, as a throttled table does.
            var writes = batch.RequestItems[cluster.Table];
            var half = writes.Count / 2;
            using var other = await server.ClientAsync();
            await other.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [cluster.Table] = writes[half..] } });
            return new BatchWriteItemResponse { UnprocessedItems = new() { [cluster.Table] = writes[..half] } };
        };

        await table.DeleteMembershipTableEntriesAsync(cluster.Id);

        using var reader = await server.ClientAsync();
        var left = await reader.QueryAsync(
            new QueryRequest(cluster.Table)
            {
                KeyConditionExpression = "DeploymentId = :c",
                ExpressionAttributeValues = new() { [":c"] = new(cluster.Id) },
            }
        );
        left.Count.ShouldBe(0);
        // The version row is the last to go.
        var last = client.Requests.OfType<BatchWriteItemRequest>().Last().RequestItems[cluster.Table];
        last.ShouldHaveSingleItem().DeleteRequest.Key["SiloIdentity"].S.ShouldBe("VersionRow");
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_PutOffWithoutEnd_SaysSo()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync(options => (options.CreateClient, options.ConflictRetriesMax) = (() => client, 2));
        await table.InsertAsync(Cluster.Entry(1));
        client.Before = request =>
            Task.FromResult<Amazon.Runtime.AmazonWebServiceResponse?>(
                request is BatchWriteItemRequest batch ? new BatchWriteItemResponse { UnprocessedItems = batch.RequestItems } : null
            );

        var error = await Should.ThrowAsync<DynamoDBTableException>(() => table.DeleteMembershipTableEntriesAsync(cluster.Id));

        error.Message.ShouldContain("too little capacity");
    }
}
