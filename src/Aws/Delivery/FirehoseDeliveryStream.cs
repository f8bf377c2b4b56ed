using Maas.Aws.Firehose;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Delivery;

/// <summary>
/// The delivery stream on AWS: the rows of all callers are packed into few records of three Firehose streams, and each append is answered
/// when Firehose has taken all of its own.
/// </summary>
internal sealed class FirehoseDeliveryStream : IDeliveryStream, IAppendRoute, IDisposable
{
    private readonly FirehoseDeliveryOptions _options;
    private readonly SiloBooks _books;
    private readonly FirehoseInstruments _instruments;
    private readonly DeliveryClock _clock;
    private readonly AppendRoom _room;
    private readonly IReadOnlyDictionary<RawStream, FirehoseLane> _lanes;
    private volatile bool _started;

    public FirehoseDeliveryStream(
        IFirehose firehose,
        IOptions<FirehoseDeliveryOptions> options,
        IObjectStore objects,
        SiloBooks books,
        FirehoseInstruments instruments,
        TimeProvider time,
        ILogger<FirehoseDeliveryStream> logger
    )
    {
        (_options, _books, _instruments, _clock) = (options.Value, books, instruments, new DeliveryClock(time));
        _room = new AppendRoom(_options.QueueBytesMax, _options.QueueAppendsMax);
        _lanes = RawStreams.All.ToDictionary(
            stream => stream,
            stream => CreateLane(stream, firehose, StreamFit.Of(stream, objects, _options), logger)
        );
    }

    public DeliveryHealth Health
    {
        get
        {
            if (!_started)
            {
                return new DeliveryHealth(false, "Delivery has not started yet.");
            }

            if (_room.IsClosed)
            {
                return new DeliveryHealth(false, "Delivery is stopping.");
            }

            return _lanes.Values.Select(lane => lane.Health).FirstOrDefault(health => !health.Ready) ?? DeliveryHealth.Healthy;
        }
    }

    public ValueTask<DeliveryOutcome> AppendAsync(DeliveryAppend append)
    {
        append.RequireWholeRows();
        var now = _clock.Now;
        var pending = new RoutedAppend(append, this, now, now + _options.RetryTime);
        if (!_started || !_room.TryEnter(pending.Bytes))
        {
            _instruments.Refused(_room.IsClosed || !_started ? "stopping" : "queue_full");
            return new ValueTask<DeliveryOutcome>(DeliveryOutcome.Refused);
        }

        pending.Begin();
        return new ValueTask<DeliveryOutcome>(pending.Outcome);
    }

    public void Count(string app, DateTimeOffset receivedAt, int repeated, int refused)
    {
        if (repeated != 0 || refused != 0)
        {
            _books.Add(app, HourWindow.Of(receivedAt), repeated, refused);
        }
    }

    public void Start()
    {
        _instruments.ObserveQueue(() => _room.HeldBytes);
        foreach (var lane in _lanes.Values)
        {
            lane.Start();
        }

        _started = true;
    }

    /// <summary>What is due by the clock. Called about once a second.</summary>
    public void Tick()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Tick();
        }
    }

    /// <summary>Sends what lingers.</summary>
    public void Hurry()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Hurry();
        }
    }

    /// <summary>Refuses further appends, and ends once every earlier one is answered: within the time that they are tried for.</summary>
    public async Task StopAsync()
    {
        var emptied = _room.CloseAsync();
        Hurry();
        await emptied;
        foreach (var lane in _lanes.Values)
        {
            await lane.StopAsync();
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Dispose();
        }
    }

    private FirehoseLane CreateLane(RawStream stream, IFirehose firehose, StreamFit fit, ILogger logger)
    {
        var queue = new LaneQueue(_options, _clock);
        var sender = new LaneSender(
            stream,
            _options.NameOf(stream),
            queue,
            firehose,
            fit,
            _options,
            _instruments,
            new Random(),
            _clock,
            logger
        );
        return new FirehoseLane(queue, sender, _options.CallsInFlightMax);
    }

    void IAppendRoute.Send(AppendPart part) => _lanes[part.Stream].Add(part);

    void IAppendRoute.Answered(RoutedAppend append, DeliveryOutcome outcome)
    {
        if (outcome == DeliveryOutcome.Durable)
        {
            _books.Add(append.App, append.Hour, append.Rows);
        }

        _instruments.Answered(outcome, append.Bytes);
        _room.Leave(append.Bytes);
    }
}
