using Maas.Contracts.Runs;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Grains.Runs;

/// <summary>Asks the coordinator.</summary>
internal sealed class LedgerHours(IGrainFactory grains) : IDoneHours
{
    public async Task<IReadOnlySet<HourWindow>> ListAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken)
    {
        var coordinator = grains.GetGrain<IBatchCoordinatorGrain>(IBatchCoordinatorGrain.Key);
        var hours = await coordinator.ListHours(from.Index, to.Index + 1).WaitAsync(cancellationToken);
        return hours.Where(hour => hour.State == HourState.Done).Select(hour => HourWindow.Of(hour.Hour)).ToHashSet();
    }
}
