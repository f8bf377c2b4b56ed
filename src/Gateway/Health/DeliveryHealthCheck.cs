using Maas.Tracking.Delivery;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Maas.Gateway.Health;

/// <summary>Whether the delivery stream of this process takes rows.</summary>
internal sealed class DeliveryHealthCheck(IDeliveryStream delivery) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = delivery.Health;
        return Task.FromResult(health.Ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(health.Reason));
    }
}
