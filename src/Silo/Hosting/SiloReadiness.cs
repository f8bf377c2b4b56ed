using Maas.Gateway.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace Maas.Silo.Hosting;

/// <summary>Ready once the silo is an active member of its cluster.</summary>
internal sealed class SiloReadiness(ISiloStatusOracle silos) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            silos.CurrentStatus == SiloStatus.Active
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"The silo is {silos.CurrentStatus}: it starts, or it is leaving the cluster.")
        );
}

internal static class SiloReadinessSetup
{
    /// <summary>The readiness checks of a process with a silo inside: membership, and delivery with its disk.</summary>
    public static IServiceCollection AddSiloReadiness(this IServiceCollection services)
    {
        services.AddHealth().AddDeliveryReadiness().AddReadiness<SiloReadiness>("silo");
        return services;
    }
}
