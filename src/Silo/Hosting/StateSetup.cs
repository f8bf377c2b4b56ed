using Maas.Aws.DynamoDb;
using Maas.Contracts.Cluster;
using Maas.Gateway.Hosting;
using Maas.Local.Storage;
using Microsoft.Extensions.Options;
using ClusterOptions = Maas.Contracts.Cluster.ClusterOptions;

namespace Maas.Silo.Hosting;

internal static class StateSetup
{
    /// <summary>Grain state and reminders, as <c>Maas:Storage</c> says.</summary>
    /// <exception cref="OptionsValidationException">Silos that share a cluster would each keep a state of their own.</exception>
    public static ISiloBuilder AddState(this ISiloBuilder silo, IConfiguration configuration)
    {
        switch (configuration.ReadKind<StorageKind>(StorageOptions.Section))
        {
            case StorageKind.Sqlite:
                ExpectSingleSilo(configuration);
                silo.AddSqliteGrainStorageAsDefault();
                // Reminders in memory are enough for one process: the coordinator registers its own again at every start.
                silo.UseInMemoryReminderService();
                break;
            case StorageKind.DynamoDb:
                silo.AddDynamoDbState(configuration);
                silo.AddDynamoDbReminders(configuration);
                break;
        }

        return silo;
    }

    private static void ExpectSingleSilo(IConfiguration configuration)
    {
        if (configuration.ReadKind<ClusterKind>(ClusterOptions.Section) != ClusterKind.Localhost)
        {
            throw new OptionsValidationException(
                StorageOptions.Section,
                typeof(StorageOptions),
                [
                    $"{StorageOptions.Section}:Kind is '{StorageKind.Sqlite}', a file that other silos of the cluster do not see: give {StorageKind.DynamoDb}, or {ClusterOptions.Section}:Kind {ClusterKind.Localhost} for a single silo.",
                ]
            );
        }
    }
}
