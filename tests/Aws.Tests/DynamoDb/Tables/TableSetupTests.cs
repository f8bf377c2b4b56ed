using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb;
using Maas.Aws.Tests.DynamoDb.Membership;

namespace Maas.Aws.Tests.DynamoDb.Tables;

public sealed class TableSetupTests(DynamoDbServer server)
{
    private readonly string _name = "setup-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Initialize_ByManyAtOnceWithoutATable_CreatesItOnDemandOnce()
    {
        using var cluster = await Cluster.CreateAsync(server, _name);

        var tables = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cluster.OpenAsync()));

        (await tables[0].ReadAllAsync()).Members.ShouldBeEmpty();
        using var client = await server.ClientAsync();
        var description = (await client.DescribeTableAsync(_name)).Table;
        description.BillingModeSummary.BillingMode.ShouldBe(BillingMode.PAY_PER_REQUEST);
        description.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType}").ShouldBe(["DeploymentId HASH", "SiloIdentity RANGE"]);
        cluster.Logs.GetSnapshot().Count(record => record.Message.Contains(_name, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Initialize_WithProvisionedThroughput_CreatesTheTableWithIt()
    {
        using var cluster = await Cluster.CreateAsync(server, _name);

        await cluster.OpenAsync(options =>
        {
            options.UseProvisionedThroughput = true;
            options.ReadCapacityUnits = 7;
            options.WriteCapacityUnits = 3;
        });

        using var client = await server.ClientAsync();
        var throughput = (await client.DescribeTableAsync(_name)).Table.ProvisionedThroughput;
        (throughput.ReadCapacityUnits, throughput.WriteCapacityUnits).ShouldBe((7, 3));
    }

    [Fact]
    public async Task Initialize_MissingTableThatMayNotBeCreated_SaysWhichAndHow()
    {
        using var cluster = await Cluster.CreateAsync(server, _name);

        var error = await Should.ThrowAsync<DynamoDBTableException>(() => cluster.OpenAsync(options => options.CreateIfNotExists = false));

        error.Message.ShouldContain(_name);
        error.Message.ShouldContain("hash key DeploymentId (S), range key SiloIdentity (S)");
    }

    [Fact]
    public async Task Initialize_TableOfAnotherShape_SaysWhatItMustHave()
    {
        using var client = await server.ClientAsync();
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = _name,
                KeySchema = [new("Id", KeyType.HASH)],
                AttributeDefinitions = [new("Id", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            }
        );
        using var cluster = await Cluster.CreateAsync(server, _name);

        var error = await Should.ThrowAsync<DynamoDBTableException>(() => cluster.OpenAsync());

        error.Message.ShouldContain("has another shape");
        error.Message.ShouldContain("hash key DeploymentId (S)");
    }

    [Fact]
    public async Task Initialize_EndpointThatNobodyListensOn_SaysWhereItLooked()
    {
        using var cluster = await Cluster.CreateAsync(server, _name);

        var error = await Should.ThrowAsync<DynamoDBTableException>(() =>
            cluster.OpenAsync(options => (options.Service, options.RetriesMax) = ("http://127.0.0.1:9", 0))
        );

        error.Message.ShouldContain("http://127.0.0.1:9");
        error.Message.ShouldContain(_name);
    }

    [Fact]
    public async Task Initialize_ProfileThatIsNotThere_NamesIt()
    {
        using var cluster = await Cluster.CreateAsync(server, _name);

        var error = await Should.ThrowAsync<DynamoDBTableException>(() =>
            cluster.OpenAsync(options => (options.Service, options.ProfileName) = ("eu-west-1", "maas-no-such-profile"))
        );

        error.Message.ShouldContain("maas-no-such-profile");
    }

    [Theory]
    [InlineData("a", null)]
    [InlineData("", "a")]
    public async Task Initialize_HalfAPairOfKeys_SaysSoAndShowsNone(string access, string? secret)
    {
        using var cluster = await Cluster.CreateAsync(server, _name);

        var error = await Should.ThrowAsync<DynamoDBTableException>(() =>
            cluster.OpenAsync(options => (options.AccessKey, options.SecretKey) = (access, secret))
        );

        error.Message.ShouldContain("AccessKey and SecretKey only one is set");
    }

    [Theory]
    [InlineData("", 10, "TableName")]
    [InlineData("no spaces", 10, "TableName")]
    [InlineData("fine", 0, "ReadCapacityUnits")]
    public async Task Initialize_OptionsThatCannotBe_NamesThem(string table, int reads, string named)
    {
        using var cluster = await Cluster.CreateAsync(server, table);

        var error = await Should.ThrowAsync<DynamoDBTableException>(() =>
            cluster.OpenAsync(options => (options.UseProvisionedThroughput, options.ReadCapacityUnits) = (true, reads))
        );

        error.Message.ShouldContain(nameof(DynamoDBClusteringOptions));
        error.Message.ShouldContain(named);
    }
}
