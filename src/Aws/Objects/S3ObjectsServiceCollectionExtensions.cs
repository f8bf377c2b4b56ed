using Amazon.S3;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Objects;

public static class S3ObjectsServiceCollectionExtensions
{
    /// <summary>Adds the object store that keeps its objects in the bucket of <c>Maas:Objects:S3</c>.</summary>
    public static IServiceCollection AddS3Objects(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<S3ObjectsOptions>().Bind(configuration.GetSection(S3ObjectsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<S3ObjectsOptions>, S3ObjectsOptionsValidator>();
        services.AddSingleton<IAmazonS3>(provider => S3Clients.Create(provider.GetRequiredService<IOptions<S3ObjectsOptions>>().Value));
        services.AddSingleton<IObjectStore>(provider => new S3ObjectStore(
            provider.GetRequiredService<IAmazonS3>(),
            provider.GetRequiredService<IOptions<S3ObjectsOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }
}
