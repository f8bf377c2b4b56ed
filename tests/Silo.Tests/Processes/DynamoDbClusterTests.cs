using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>The silo as a process with its cluster in DynamoDB, reached as the AWS SDK is usually told to.</summary>
public sealed class DynamoDbClusterTests
{
    [Fact]
    public async Task Start_WithItsClusterInDynamoDb_BecomesReady()
    {
        if (OutsideProgram.DynamoDbLocal.Missing is { } reason)
        {
            Assert.Skip(reason);
        }

        await using var dynamo = await AwsServers.StartDynamoDbAsync();
        using var data = new TemporaryFolder();

        await using var silo = await SiloProcess.StartAsync(data.Path, Settings(dynamo.Address));

        (await silo.InterruptAsync()).ShouldBe(0, silo.Output);
    }

    [Fact]
    public async Task Start_WithoutTheTablesAndNotAllowedToCreateThem_SaysWhichAndHow()
    {
        if (OutsideProgram.DynamoDbLocal.Missing is { } reason)
        {
            Assert.Skip(reason);
        }

        await using var dynamo = await AwsServers.StartDynamoDbAsync();
        using var data = new TemporaryFolder();
        var settings = Settings(dynamo.Address);
        settings["Maas__Cluster__DynamoDb__CreateIfNotExists"] = "false";

        await using var silo = SiloProcess.Launch(data.Path, settings);

        (await silo.WaitForExitAsync()).ShouldBe(1, silo.Output);
        silo.Output.ShouldContain("Maas cannot start:");
        silo.Output.ShouldContain(
            "DynamoDB table OrleansSilos does not exist, and CreateIfNotExists is false: create it with hash key DeploymentId (S)"
        );
    }

    [Fact]
    public async Task Start_WithAStateThatOtherSilosDoNotSee_IsRefused()
    {
        using var data = new TemporaryFolder();
        var settings = Settings(new Uri("http://127.0.0.1:9"));
        settings["Maas__Storage__Kind"] = "Sqlite";

        await using var silo = SiloProcess.Launch(data.Path, settings);

        (await silo.WaitForExitAsync()).ShouldBe(1, silo.Output);
        silo.Output.ShouldContain("Maas:Storage:Kind is 'Sqlite', a file that other silos of the cluster do not see: give DynamoDb");
    }

    [Fact]
    public async Task Start_AtAPublicAddress_IsRefused()
    {
        using var data = new TemporaryFolder();
        var settings = Settings(new Uri("http://127.0.0.1:9"));
        settings["Maas__Cluster__AdvertisedAddress"] = "203.0.113.9";

        await using var silo = SiloProcess.Launch(data.Path, settings);

        (await silo.WaitForExitAsync()).ShouldBe(1, silo.Output);
        silo.Output.ShouldContain("Maas:Cluster:AdvertisedAddress is '203.0.113.9', a public address");
    }

    private static Dictionary<string, string> Settings(Uri endpoint) =>
        new(StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint.ToString(),
            ["AWS_REGION"] = AwsServers.Region,
            ["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
            ["Maas__Cluster__Kind"] = "DynamoDb",
            ["Maas__Storage__Kind"] = "DynamoDb",
        };
}
