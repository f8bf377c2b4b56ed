using Maas.Tracking.Delivery;
using Maas.Tracking.Devices;

namespace Maas.Grains.Devices;

/// <summary>An append whose outcome is not known yet: copies of its events that arrive meanwhile share that outcome.</summary>
internal sealed class PendingAppend(ulong[] hashes, int count, StampedConsent consent)
{
    private TaskCompletionSource<DeliveryOutcome>? _waiters;
    private TaskCompletionSource? _left;
    private DeliveryOutcome _outcome;
    private bool _known;

    /// <summary>The next older one of the same device.</summary>
    public PendingAppend? Next { get; set; }

    /// <summary>What its events state of consent: it binds later appends at once, though it is kept only if these become durable.</summary>
    public StampedConsent Consent { get; } = consent;

    public ReadOnlySpan<ulong> Hashes => hashes.AsSpan(0, count);

    /// <summary>Whether the message is among its events and their outcome is still open.</summary>
    public bool Holds(ulong hash) => !_known && Hashes.Contains(hash);

    public Task<DeliveryOutcome> WaitAsync()
    {
        if (_known)
        {
            return Task.FromResult(_outcome);
        }

        _waiters ??= new TaskCompletionSource<DeliveryOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiters.Task;
    }

    /// <summary>Makes the outcome known. Only the first call counts.</summary>
    public void Complete(DeliveryOutcome outcome)
    {
        if (_known)
        {
            return;
        }

        (_outcome, _known) = (outcome, true);
        _waiters?.SetResult(outcome);
    }

    /// <summary>Completes once the device has taken in the outcome. Called while it has not.</summary>
    public Task WhenLeftAsync()
    {
        _left ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _left.Task;
    }

    public void Leave() => _left?.SetResult();
}
