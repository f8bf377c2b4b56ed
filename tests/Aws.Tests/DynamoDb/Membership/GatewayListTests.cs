using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb;
using Maas.Aws.DynamoDb.Membership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Maas.Aws.Tests.DynamoDb.Membership;

public sealed class GatewayListTests(DynamoDbServer server)
{
    [Fact]
    public async Task GetGateways_AmongSilosOfEveryKind_AreActiveWithAPort()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var neighbour = await Cluster.CreateAsync(server);
        var table = await cluster.OpenAsync();
        var number = 0;
        foreach (var status in Enum.GetValues<SiloStatus>().Where(status => status != SiloStatus.None))
        {
            await table.InsertAsync(Cluster.Entry(++number, status));
        }

        var closed = Cluster.Entry(50, SiloStatus.Active);
        closed.ProxyPort = 0;
        await table.InsertAsync(closed);
        await table.InsertAsync(Cluster.Entry(60, SiloStatus.Active, generation: 8));
        await (await neighbour.OpenAsync()).InsertAsync(Cluster.Entry(70, SiloStatus.Active));
        using var provider = await ProviderAsync(cluster);
        await provider.InitializeGatewayListProvider();

        var gateways = await provider.GetGateways();

        gateways
            .Select(uri => uri.ToString())
            .Order(StringComparer.Ordinal)
            .ShouldBe([$"gwy.tcp://10.0.0.1:{30_000 + (int)SiloStatus.Active}/1", "gwy.tcp://10.0.0.1:30060/8"]);
    }

    [Fact]
    public async Task GetGateways_ManySilos_ReadsTheClusterAloneAndEveryPage()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var client = await server.DisturbedAsync();
        var table = await cluster.OpenAsync();
        for (var number = 0; number < 30; number++)
        {
            var entry = Cluster.Entry(number, SiloStatus.Active);
            entry.HostName = new string('h', 50_000);
            await table.InsertAsync(entry);
        }

        using var provider = await ProviderAsync(cluster, options => options.CreateClient = () => client);

        (await provider.GetGatewaysAsync()).Count.ShouldBe(30);
        client.Requests.ShouldAllBe(request => request is QueryRequest);
        client.Requests.Count.ShouldBeGreaterThan(1);
        await table.DeleteMembershipTableEntriesAsync(cluster.Id);
    }

    [Fact]
    public async Task GetGateways_BeforeAnySiloHasMadeTheTable_IsEmpty()
    {
        using var cluster = await Cluster.CreateAsync(server);
        using var provider = await ProviderAsync(cluster, options => options.TableName = "never-made");

        (await provider.GetGatewaysAsync()).ShouldBeEmpty();
    }

    private async Task<DynamoDBGatewayListProvider> ProviderAsync(Cluster cluster, Action<DynamoDBGatewayOptions>? configure = null)
    {
        var options = new DynamoDBGatewayOptions { Service = await server.EndpointAsync(), TableName = cluster.Table };
        configure?.Invoke(options);
        return new DynamoDBGatewayListProvider(
            NullLogger<DynamoDBGatewayListProvider>.Instance,
            Options.Create(options),
            cluster.Options,
            Options.Create(new GatewayOptions())
        );
    }
}
