using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Maas.Servers;

[assembly: AssemblyFixture(typeof(Maas.Aws.Tests.DynamoDb.DynamoDbServer))]

namespace Maas.Aws.Tests.DynamoDb;

/// <summary>One DynamoDB Local for all tests, in memory, started by the first that needs it. Tests share it by names of their own.</summary>
public sealed class DynamoDbServer : IAsyncDisposable
{
    private readonly Lazy<Task<ServerProcess>> _server = new(() => AwsServers.StartDynamoDbAsync());

    /// <summary>Its endpoint; the test skips where there is no DynamoDB Local.</summary>
    public async Task<string> EndpointAsync()
    {
        if (OutsideProgram.DynamoDbLocal.Missing is { } reason)
        {
            Assert.Skip(reason);
        }

        return (await _server.Value).Address.ToString();
    }

    /// <summary>A client that knows nothing of what is tested.</summary>
    public async Task<AmazonDynamoDBClient> ClientAsync() => Client(await EndpointAsync());

    /// <summary>A client that a test can disturb.</summary>
    internal async Task<DisturbedDynamoDb> DisturbedAsync() => new(await EndpointAsync());

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }

    private static AmazonDynamoDBClient Client(string endpoint) =>
        new(new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = endpoint });
}
