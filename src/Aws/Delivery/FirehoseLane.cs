using Maas.Tracking.Delivery;

namespace Maas.Aws.Delivery;

/// <summary>The way of one kind of rows to their delivery stream: a queue, and calls of which a bounded number is under way.</summary>
internal sealed class FirehoseLane(LaneQueue queue, LaneSender sender, int callsInFlightMax) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(callsInFlightMax);
    private Task _sending = Task.CompletedTask;
    private Task _probe = Task.CompletedTask;

    public DeliveryHealth Health => sender.Health;

    public void Start()
    {
        _probe = sender.ProbeAsync();
        _sending = Task.Run(RunAsync);
    }

    public void Add(AppendPart part) => queue.Add(part);

    public void Hurry() => queue.Hurry();

    /// <summary>Gives up what has waited too long, and asks for the stream's health while it is bad. Called about once a second.</summary>
    public void Tick()
    {
        if (queue.Expire())
        {
            sender.NoteExpiry();
        }

        if (!Health.Ready && _probe.IsCompleted)
        {
            _probe = sender.ProbeAsync();
        }
    }

    /// <summary>Ends once the calls under way have; what still waits is nobody's any more.</summary>
    public async Task StopAsync()
    {
        queue.Stop();
        await _sending;
        await _probe;
    }

    public void Dispose()
    {
        queue.Dispose();
        _slots.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            // The slot comes first: while all calls are under way, rows gather for the next.
            await _slots.WaitAsync();
            if (await queue.TakeAsync() is not { } records)
            {
                break;
            }

            _ = SendAsync(records);
        }

        for (var others = callsInFlightMax - 1; others > 0; others--)
        {
            await _slots.WaitAsync();
        }
    }

    private async Task SendAsync(IReadOnlyList<PackedRecord> records)
    {
        await sender.SendAsync(records);
        _slots.Release();
    }
}
