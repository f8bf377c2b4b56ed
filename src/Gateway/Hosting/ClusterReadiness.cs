using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace Maas.Gateway.Hosting;

/// <summary>Ready while a silo of the cluster answers.</summary>
internal sealed class ClusterReadiness(IGrainFactory grains, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await grains
                .GetGrain<IManagementGrain>(0)
                .GetHosts(onlyActive: true, cancellationToken)
                .WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"No silo of the cluster answers: {failure.Message}");
        }
    }
}
