using Maas.Aws.DynamoDb;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Storage;

namespace Maas.Aws.Tests.DynamoDb.Hosting;

/// <summary>What others compose: by Orleans' own configuration, by a line of settings, and by the extensions alone.</summary>
public sealed class ProviderConfigurationTests
{
    [Fact]
    public void UseOrleans_SectionsOfTypeDynamoDB_ConfigureEachProvider()
    {
        using var host = Build(
            builder => builder.UseOrleans(),
            new()
            {
                ["Orleans:ClusterId"] = "c",
                ["Orleans:ServiceId"] = "s",
                ["Orleans:Clustering:ProviderType"] = "DynamoDB",
                ["Orleans:Clustering:Service"] = "eu-west-1",
                ["Orleans:Clustering:TableName"] = "Silos",
                ["Orleans:Clustering:UpdateIfExists"] = "false",
                ["Orleans:Reminders:ProviderType"] = "DynamoDB",
                ["Orleans:Reminders:TableName"] = "Reminders",
                ["Orleans:GrainStorage:Default:ProviderType"] = "DynamoDB",
                ["Orleans:GrainStorage:Default:TableName"] = "States",
                ["Orleans:GrainStorage:Default:TimeToLive"] = "01:00:00",
                ["Orleans:GrainStorage:Default:SerializerKey"] = "mine",
            }
        );

        host.Services.GetRequiredService<IMembershipTable>().GetType().Namespace.ShouldStartWith("Maas.Aws");
        host.Services.GetRequiredService<IReminderTable>().GetType().Namespace.ShouldStartWith("Maas.Aws");
        var silos = host.Services.GetRequiredService<IOptions<DynamoDBClusteringOptions>>().Value;
        (silos.Service, silos.TableName, silos.UpdateIfExists).ShouldBe(("eu-west-1", "Silos", false));
        host.Services.GetRequiredService<IOptions<DynamoDBReminderStorageOptions>>().Value.TableName.ShouldBe("Reminders");
        var states = host.Services.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get("Default");
        (states.TableName, states.TimeToLive).ShouldBe(("States", TimeSpan.FromHours(1)));
        states.GrainStorageSerializer.ShouldBeOfType<Mine>();
    }

    [Fact]
    public void UseOrleansClient_SectionOfTypeDynamoDB_ConfiguresTheGateways()
    {
        using var host = Build(
            builder => builder.UseOrleansClient(),
            new()
            {
                ["Orleans:ClusterId"] = "c",
                ["Orleans:ServiceId"] = "s",
                ["Orleans:Clustering:ProviderType"] = "DynamoDB",
                ["Orleans:Clustering:ConnectionString"] = "TableName=Others;AccessKey=a;SecretKey=b;ProfileName=",
                ["Orleans:Clustering:Region"] = "eu-west-1",
                ["Orleans:Clustering:TableName"] = "Silos",
            }
        );

        host.Services.GetRequiredService<IGatewayListProvider>().GetType().Namespace.ShouldStartWith("Maas.Aws");
        var silos = host.Services.GetRequiredService<IOptions<DynamoDBGatewayOptions>>().Value;
        (silos.Service, silos.TableName, silos.AccessKey, silos.ProfileName).ShouldBe(("eu-west-1", "Silos", "a", null));
    }

    [Fact]
    public void AddDynamoDBGrainStorage_WithoutASerializer_TakesTheSilos()
    {
        using var host = Build(builder => builder.UseOrleans(silo => silo.UseLocalhostClustering().AddDynamoDBGrainStorage("states")), []);

        var states = host.Services.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get("states");

        states.GrainStorageSerializer.ShouldBeSameAs(host.Services.GetRequiredService<IGrainStorageSerializer>());
    }

    [Fact]
    public void ParseConnectionString_SetsWhatItNames()
    {
        var options = new DynamoDBReminderStorageOptions();

        options.ParseConnectionString(
            "Service=http://127.0.0.1:8000; AccessKey=a;SecretKey=ab+/c==;ReadCapacityUnits=12;CreateIfNotExists=false;"
        );

        (options.Service, options.AccessKey, options.SecretKey).ShouldBe(("http://127.0.0.1:8000", "a", "ab+/c=="));
        (options.ReadCapacityUnits, options.WriteCapacityUnits, options.CreateIfNotExists).ShouldBe((12, 5, false));
    }

    [Fact]
    public void ParseConnectionString_OfNoPairs_ThrowsWithoutRepeatingIt()
    {
        var error = Should.Throw<FormatException>(() => new DynamoDBGatewayOptions().ParseConnectionString("Service=a;secret"));

        error.Message.ShouldNotContain("secret");
    }

    private static IHost Build(Action<HostApplicationBuilder> use, Dictionary<string, string?> settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddKeyedSingleton<IGrainStorageSerializer, Mine>("mine");
        use(builder);
        return builder.Build();
    }

    private sealed class Mine : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => throw new NotSupportedException();

        public T Deserialize<T>(BinaryData input) => throw new NotSupportedException();
    }
}
