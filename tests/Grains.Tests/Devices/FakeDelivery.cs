using System.Text;
using Maas.Tracking.Delivery;

namespace Maas.Grains.Tests.Devices;

/// <summary>A delivery stream whose outcome the test decides, append by append.</summary>
internal sealed class FakeDelivery : IDeliveryStream
{
    private readonly Lock _lock = new();
    private readonly List<DeliveryAppend> _durable = [];
    private readonly List<Held> _held = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeliveryHealth Health => DeliveryHealth.Healthy;

    /// <summary>Whether appends wait for <see cref="Release"/>.</summary>
    public bool Hold { get; set; }

    /// <summary>What appends that do not wait come to.</summary>
    public DeliveryOutcome Outcome { get; set; } = DeliveryOutcome.Durable;

    public int Appends { get; private set; }

    public int Repeated { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Tracking rows made durable, in order, without line ends.</summary>
    public IReadOnlyList<string> TrackingRows => Lines(append => append.TrackingRows);

    public IReadOnlyList<string> DeviceRows => Lines(append => [append.DeviceRows]);

    public IReadOnlyList<DeliveryAppend> Durable
    {
        get
        {
            lock (_lock)
            {
                return [.. _durable];
            }
        }
    }

    public ValueTask<DeliveryOutcome> AppendAsync(DeliveryAppend append)
    {
        lock (_lock)
        {
            Appends++;
            if (Hold)
            {
                var held = new Held(append, new TaskCompletionSource<DeliveryOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
                _held.Add(held);
                _arrived.TrySetResult();
                return new ValueTask<DeliveryOutcome>(held.Done.Task);
            }

            return ValueTask.FromResult(Finish(append, Outcome));
        }
    }

    public void Count(string app, DateTimeOffset receivedAt, int repeated, int refused)
    {
        lock (_lock)
        {
            Repeated += repeated;
            Refused += refused;
        }
    }

    /// <summary>Waits until so many appends are held.</summary>
    public async Task WaitForHeldAsync(int count)
    {
        while (true)
        {
            Task arrived;
            lock (_lock)
            {
                if (_held.Count >= count)
                {
                    return;
                }

                _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>Ends the held append at the position.</summary>
    public void Release(DeliveryOutcome outcome = DeliveryOutcome.Durable, int position = 0)
    {
        Held held;
        lock (_lock)
        {
            held = _held[position];
            _held.RemoveAt(position);
            Finish(held.Append, outcome);
        }

        held.Done.SetResult(outcome);
    }

    private DeliveryOutcome Finish(DeliveryAppend append, DeliveryOutcome outcome)
    {
        if (outcome == DeliveryOutcome.Durable)
        {
            // Copied, for the memory is the caller's again once the append has ended.
            _durable.Add(
                new DeliveryAppend
                {
                    App = append.App,
                    ReceivedAt = append.ReceivedAt,
                    TrackingRows = [.. append.TrackingRows.Select(rows => (ReadOnlyMemory<byte>)rows.ToArray())],
                    TrackingRowCount = append.TrackingRowCount,
                    DeviceRows = append.DeviceRows.ToArray(),
                    DeviceRowCount = append.DeviceRowCount,
                }
            );
        }

        return outcome;
    }

    private List<string> Lines(Func<DeliveryAppend, IReadOnlyList<ReadOnlyMemory<byte>>> rows) =>
        [
            .. Durable
                .SelectMany(rows)
                .SelectMany(bytes => Encoding.UTF8.GetString(bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)),
        ];

    private sealed record Held(DeliveryAppend Append, TaskCompletionSource<DeliveryOutcome> Done);
}
