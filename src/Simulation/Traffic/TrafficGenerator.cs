using Maas.Simulation.Fleet;
using Maas.Simulation.Randomness;
using Maas.Tracking.Csv;

namespace Maas.Simulation.Traffic;

/// <summary>
/// The traffic of a fleet: each batch is one device's latest events, as a mobile SDK would send them, faults included. The same seed and
/// the same times give the same bytes. Not thread-safe.
/// </summary>
public sealed class TrafficGenerator : ITrafficSource, IDisposable
{
    private const int DelayBatchesMax = 200;
    private static readonly int MalformedKinds = Enum.GetValues<MalformedKind>().Length;

    private readonly TrafficOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly DeviceFleet _fleet;
    private readonly EventWriter _writer = new();
    private readonly DelayedSends<LateCopy> _copies = new(capacity: 512);
    private readonly DelayedSends<LateBatch> _retries = new(capacity: 64);

    private long _batches;
    private long _events;

    public TrafficGenerator(TrafficOptions options, FleetOptions fleet, TimeProvider time, Random? random = null)
    {
        (_options, _time) = (options, time);
        _fleet = new DeviceFleet(fleet);
        _random = random ?? new SeededRandom(options.Seed);
    }

    public long? TotalEvents => _options.Events;

    /// <summary>Devices that have sent something.</summary>
    public int DevicesSeen => _fleet.Seen;

    /// <summary>
    /// The key of the device that has sent the most of those that have a fix and refuse nothing: a good one to look at. Null before any has.
    /// </summary>
    public string? TalkativeDeviceKey =>
        _fleet
            .Made.Where(static it => it is { Events: > 0, HasLocation: true, RefusesNothing: true })
            .MaxBy(static it => it.Events)
            ?.DeviceId;

    public TrafficBatch? Next()
    {
        if (_options.Events is { } end && _events >= end)
        {
            return null;
        }

        _batches++;
        var batch = _retries.TryTake(_batches, out var late) && Fits(late) ? Again(late) : Fresh();
        _events += batch.Counts.Events;
        return batch;
    }

    public void Dispose() => _writer.Dispose();

    private static TrafficBatch Again(LateBatch late)
    {
        var body = new RowBuffer(late.Body.Length);
        body.Append(late.Body);
        return new TrafficBatch(body, late.Counts.AsRetry(), late.MessageIds);
    }

    private bool Fits(LateBatch late) => Remaining() >= late.Counts.Events;

    private long Remaining() => _options.Events - _events ?? long.MaxValue;

    private TrafficBatch Fresh()
    {
        var building = new BatchBuilder(_writer, new RowBuffer(20 * 1024), (int)Math.Min(NextSize(), Remaining()));
        var device = _copies.TryTake(_batches, out var copy) ? copy.Device : _fleet[_random.Next(_fleet.Count)];
        if (copy.Json is not null)
        {
            building.AddCopy(copy);
        }

        var resets = _random.NextDouble() < _options.AdvertisingIdResets && device.AdTrackingEnabled ? 1 : 0;
        if (resets > 0)
        {
            device.AdvertisingId = DeviceFleet.NewAdvertisingId(_random, device.Phone.IsApple);
        }

        var now = _time.GetUtcNow();
        AddEvents(building, device, now);
        var batch = building.Finish(now + device.ClockSkew, _options.WriteKey, resets);
        if (_random.NextDouble() < _options.BatchRetries)
        {
            _retries.TryAdd(new LateBatch(batch.Body.ToArray(), batch.Counts, batch.MessageIds), DueLater());
        }

        return batch;
    }

    private void AddEvents(BatchBuilder building, SimulatedDevice device, DateTimeOffset now)
    {
        var script = new DeviceScript(device, _random);
        var count = Math.Max(building.Room, 1);
        var from = now - (_options.EventSpacing * count);
        from = from > device.LastEventAt ? from : device.LastEventAt;
        var step = TimeSpan.FromTicks(Math.Max((now - from).Ticks / count, TimeSpan.TicksPerMillisecond));
        for (var at = from + step; building.Room > 0; at += step)
        {
            if (_random.NextDouble() < _options.Malformed)
            {
                building.AddMalformed(script.Next(at, step), NextMalformedKind());
                continue;
            }

            var written = building.Add(script.Next(at, step));
            if (_random.NextDouble() < _options.CopiesInBatch && building.Room > 0)
            {
                building.AddCopy(new LateCopy(device, written.ToArray()));
            }
            else if (_random.NextDouble() < _options.CopiesLater)
            {
                _copies.TryAdd(new LateCopy(device, written.ToArray()), DueLater());
            }
        }
    }

    private int NextSize() => _random.NextDouble() < _options.OddBatches ? _random.Next(1, _options.BatchSizeMax + 1) : _options.BatchSize;

    private long DueLater() => _batches + _random.Next(1, DelayBatchesMax);

    /// <summary>An oversized event weighs as much as fifty others, so it is kept rare: every twentieth.</summary>
    private MalformedKind NextMalformedKind()
    {
        var kind = (MalformedKind)_random.Next(MalformedKinds);
        return kind == MalformedKind.TooLarge && _random.Next(3) > 0 ? MalformedKind.NotAnObject : kind;
    }
}
