using Maas.Gateway.OpenApi;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Access;

/// <summary>Read and admin keys, as authentication and authorization of ASP.NET Core.</summary>
public static class AccessExtensions
{
    private const string ReadPolicy = "maas.read";
    private const string AdminPolicy = "maas.admin";

    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<AccessOptions>()
            .Configure(options => AccessConfiguration.Read(configuration.GetSection(AccessOptions.Section), options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>());
        services.AddSingleton<AccessKeys>();
        services.AddSingleton<IAuthorizationHandler, AccessRequirementHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResultHandler>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AccessKeyHandler>(AccessKeyHandler.Scheme, null);
        services.AddAuthorizationBuilder().AddPolicy(ReadPolicy, Policy(admin: false)).AddPolicy(AdminPolicy, Policy(admin: true));
        return services;
    }

    /// <summary>Asks for a read key valid for the app in the route value or query parameter <c>app</c>, or for an admin key.</summary>
    public static TBuilder RequireReadKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(ReadPolicy).WithApiKey(ApiKeyKind.Read);

    /// <summary>Asks for an admin key.</summary>
    public static TBuilder RequireAdminKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(AdminPolicy).WithApiKey(ApiKeyKind.Admin);

    private static AuthorizationPolicy Policy(bool admin) =>
        new AuthorizationPolicyBuilder(AccessKeyHandler.Scheme).AddRequirements(new AccessRequirement(admin)).Build();
}
