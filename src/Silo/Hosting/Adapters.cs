using Maas.Aws.Delivery;
using Maas.Aws.Emr;
using Maas.Aws.Objects;
using Maas.Gateway.Hosting;
using Maas.Local.Data;
using Maas.Local.Delivery;
using Maas.Local.Objects;
using Maas.Slack;
using Maas.SparkJobs;
using Maas.SparkJobs.Files;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Silo.Hosting;

/// <summary>Which adapter stands behind each port, as the configuration's kinds say.</summary>
internal static class Adapters
{
    /// <summary>
    /// The data folder comes first: hosted services stop in reverse order, so what is registered here outlives the silo and the gateway
    /// that write through it.
    /// </summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A kind does not exist.</exception>
    public static IServiceCollection AddAdapters(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddDataFolder(configuration);
        services.AddObjects(configuration);
        services.AddDelivery(configuration);
        services.AddSingleton(provider => new ScratchFolder(provider.GetRequiredService<DataFolder>().Combine("tmp")));
        services.AddBatch(configuration);
        services.AddSlack(configuration);
        return services;
    }

    private static void AddBatch(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHourlyBatch(configuration);
        if (configuration.GetSection(BatchOptions.Section).GetValue<BatchEngine>(nameof(BatchOptions.Engine)) != BatchEngine.Emr)
        {
            return;
        }

        services.AddEmrClusters(configuration);
        if (configuration.ReadKind<ObjectsKind>(ObjectsOptions.Section) != ObjectsKind.S3)
        {
            throw new OptionsValidationException(
                BatchOptions.Section,
                typeof(BatchOptions),
                [
                    $"{BatchOptions.Section}:Engine is Emr, whose clusters reach objects in S3 only; set {ObjectsOptions.Section}:Kind to S3, or choose another engine.",
                ]
            );
        }
    }

    private static void AddObjects(this IServiceCollection services, IConfiguration configuration)
    {
        switch (configuration.ReadKind<ObjectsKind>(ObjectsOptions.Section))
        {
            case ObjectsKind.Directory:
                services.AddDirectoryObjects(configuration);
                break;
            case ObjectsKind.S3:
                services.AddS3Objects(configuration);
                break;
        }
    }

    private static void AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        switch (configuration.ReadKind<DeliveryKind>(DeliveryOptions.Section))
        {
            case DeliveryKind.Local:
                services.AddLocalDelivery(configuration);
                break;
            case DeliveryKind.Firehose:
                ExpectBucket(configuration);
                services.AddFirehoseDelivery(configuration);
                break;
        }
    }

    /// <summary>Firehose writes to a bucket, and runs look for its files and books where objects are.</summary>
    private static void ExpectBucket(IConfiguration configuration)
    {
        if (configuration.ReadKind<ObjectsKind>(ObjectsOptions.Section) is var kind and not ObjectsKind.S3)
        {
            throw new OptionsValidationException(
                DeliveryOptions.Section,
                typeof(DeliveryOptions),
                [
                    $"{DeliveryOptions.Section}:Kind is Firehose but {ObjectsOptions.Section}:Kind is {kind}; give S3 and the bucket that Firehose writes to.",
                ]
            );
        }
    }
}
