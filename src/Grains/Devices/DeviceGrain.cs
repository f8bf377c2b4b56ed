using System.Text;
using Maas.Contracts.Devices;
using Maas.Tracking.Delivery;
using Maas.Tracking.Devices;
using Maas.Tracking.Time;

namespace Maas.Grains.Devices;

/// <summary>
/// One device. Every call interleaves, because an append spends nearly all its time waiting for a flush that many appends share. That is
/// safe for these reasons: the code between two awaits runs alone; what an append decides before its await it decides from the state and
/// from the appends under way (<see cref="PendingAppend"/>), so no copy slips between; what it changes after its await it joins into the
/// state as that is then, and joins commute; and whether its device row still says what the state says is compared afterwards, not assumed.
/// </summary>
[GrainType("device")]
internal sealed partial class DeviceGrain : IGrainBase, IDeviceGrain, IFlushable
{
    private readonly DeviceServices _services;
    private DeviceState? _state;
    private PendingAppend? _pending;
    private int _appends;
    private int _consentVersion;
    private bool _isLive;

    public DeviceGrain(DeviceServices services)
    {
        // Not by injection: a context resolved from the activation's scope would cost every device the 272 bytes in which it is kept there.
        GrainContext = services.CurrentContext;
        _services = services;
    }

    public IGrainContext GrainContext { get; }

    /// <summary>Whether the device is being brought out of memory; read in its own turns only.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>The grain's key, <c>app/deviceKey</c>, UTF-8.</summary>
    public ReadOnlySpan<byte> Address => GrainContext.GrainId.Key.AsSpan();

    private string App => _services.Names.Get(Address[..Address.IndexOf((byte)'/')]);

    /// <summary>The state, once it is loaded.</summary>
    private DeviceState State => _state ?? throw new DeviceUnavailableException();

    public Task<AppendResult> Append(DeviceEvents events)
    {
        _services.Live.Note(this);
        return AppendHereAsync(events);
    }

    /// <summary>An append, also one that comes without a message; then only while <see cref="IsLeaving"/> is false.</summary>
    public async Task<AppendResult> AppendHereAsync(DeviceEvents events)
    {
        // A device that cannot be read refuses, and so does one with too much under way: its sender comes again later. Appends that wait for
        // the state count too.
        _appends++;
        try
        {
            var result =
                _appends <= _services.Options.AppendsInFlightMax && await LoadAsync()
                    ? await AppendLoadedAsync(events)
                    : new AppendResult(DeliveryOutcome.Refused, 0, 0, 0);
            _services.Instruments.Appended(result);
            return result;
        }
        finally
        {
            _appends--;
        }
    }

    public async Task<DeviceView?> Get(DeviceViewKind view)
    {
        await ExpectLoadedAsync();
        if (State.IsEmpty && _pending is null)
        {
            // Nothing is known of it, so it is not worth its memory.
            this.DeactivateOnIdle();
        }

        return DeviceViews.Create(Encoding.UTF8.GetString(Address), State, view);
    }

    public async Task MergeLake(LakeDeviceMessage device)
    {
        await ExpectLoadedAsync();
        State.MergeLake(device.ToFacts(), _services.Limits);
        _version++;
        StartIndexingIfDue();
        await SaveNowAsync();

        if (!_isLive)
        {
            // Only the run woke it: else a whole hour's devices would stay in memory until they have been idle long enough.
            this.DeactivateOnIdle();
        }
    }

    public async Task<bool> Carries(AdvertisingIdKind kind, string advertisingId)
    {
        await ExpectLoadedAsync();
        var (idfa, gaid) = AdvertisingIdFragment.Read(State.CurrentIds);
        var carried = kind == AdvertisingIdKind.Idfa ? idfa : gaid;
        return string.Equals(carried, advertisingId, StringComparison.OrdinalIgnoreCase);
    }

    private async Task ExpectLoadedAsync()
    {
        if (!await LoadAsync())
        {
            throw new DeviceUnavailableException();
        }
    }

    private async Task<AppendResult> AppendLoadedAsync(DeviceEvents events)
    {
        _isLive = true;
        var stated = events.Observation.ToFacts();
        var consent = ConsentWithPending().Join(stated.Consent);
        var facts = stated.Under(consent.Denials);
        var chosen = EventSelection.Choose(events, State, _pending, consent.Denials);
        var row = ComposeRowIfDue(events, facts, consent, chosen.NewEvents);
        var pending = Enter(chosen.ToPending(stated.Consent));
        try
        {
            var outcome = await DeliverAsync(events.ReceivedAt, chosen, row);
            if (outcome == DeliveryOutcome.Durable)
            {
                RememberEvents(events.ReceivedAt, chosen, pending);
            }

            pending.Complete(outcome);
            outcome = await AwaitCopiesAsync(chosen, outcome);
            if (outcome == DeliveryOutcome.Durable)
            {
                Observe(facts, row);
                outcome = await SettleAsync(events, stated.Consent);
            }

            if (outcome != DeliveryOutcome.Durable)
            {
                return new AppendResult(outcome, 0, 0, 0);
            }

            if (chosen.Repeated > 0 || chosen.Refused > 0)
            {
                _services.Delivery.Count(App, Timestamps.FromMicros(events.ReceivedAt), chosen.Repeated, chosen.Refused);
            }

            row?.Dispose();
            chosen.Rows.Release();
            return new AppendResult(outcome, chosen.NewEvents, chosen.Repeated, chosen.Refused);
        }
        finally
        {
            Leave(pending);
        }
    }

    private StampedConsent ConsentWithPending()
    {
        var consent = State.Consent;
        for (var pending = _pending; pending is not null; pending = pending.Next)
        {
            consent = consent.Join(pending.Consent);
        }

        return consent;
    }

    private PendingAppend Enter(PendingAppend pending)
    {
        pending.Next = _pending;
        _pending = pending;
        return pending;
    }

    private void Leave(PendingAppend pending)
    {
        // An exception on the way leaves the outcome open: to those who wait for it that is an unknown one.
        pending.Complete(DeliveryOutcome.Unknown);
        if (_pending == pending)
        {
            _pending = pending.Next;
        }
        else
        {
            var newer = _pending;
            while (newer!.Next != pending)
            {
                newer = newer.Next;
            }

            newer.Next = pending.Next;
        }

        pending.Leave();
    }

    /// <summary>
    /// A device row, if the state would change in what rows say, or no durable row says it yet (rule 6). A device of which every event was
    /// refused gets none: that it exists is not stored either.
    /// </summary>
    private ComposedRow? ComposeRowIfDue(DeviceEvents events, in DeviceFacts facts, in StampedConsent consent, int newEvents)
    {
        if (newEvents == 0 && !State.HasRow)
        {
            return null;
        }

        var held = State.Content;
        var content = held.Join(facts, consent);
        return State.RowIsCurrent && content.SameValues(held)
            ? null
            : new ComposedRow(Address, events.ReceivedAt, events.Observation.LastEventAt, content);
    }

    private ValueTask<DeliveryOutcome> DeliverAsync(long receivedAt, EventSelection chosen, ComposedRow? row) =>
        chosen.NewEvents == 0 && row is null
            ? ValueTask.FromResult(DeliveryOutcome.Durable)
            : _services.Delivery.AppendAsync(
                new DeliveryAppend
                {
                    App = App,
                    ReceivedAt = Timestamps.FromMicros(receivedAt),
                    TrackingRows = chosen.Rows.Finish(),
                    TrackingRowCount = chosen.NewEvents,
                    DeviceRows = row?.Bytes ?? default,
                    DeviceRowCount = row is null ? 0 : 1,
                }
            );

    /// <summary>What is durable is remembered at once, so that there is no moment in which a copy would be taken for new.</summary>
    private void RememberEvents(long receivedAt, EventSelection chosen, PendingAppend pending)
    {
        if (chosen.NewEvents > 0)
        {
            State.Remember(pending.Hashes, _services.Limits);
            State.Count(HourWindow.OfMicros(receivedAt).Index, chosen.NewEvents, chosen.Session, _services.Limits);
        }
    }

    private static async ValueTask<DeliveryOutcome> AwaitCopiesAsync(EventSelection chosen, DeliveryOutcome outcome)
    {
        if (chosen.Awaited is { } awaited)
        {
            foreach (var pending in awaited)
            {
                var other = await pending.WaitAsync();
                outcome = outcome == DeliveryOutcome.Durable ? other : outcome;
            }
        }

        return outcome;
    }

    private void Observe(in DeviceFacts facts, ComposedRow? row)
    {
        var denials = State.Consent.Denials;
        var settings = State.Settings.Value;

        // A refusal that another append brought meanwhile binds these facts too.
        State.Observe(facts.Under(State.Consent.Join(facts.Consent).Denials));
        if (!ReferenceEquals(State.Settings.Value, settings))
        {
            State.ShareSettings(_services.Values);
        }

        if (row is not null)
        {
            MarkRow(row);
        }

        Changed();
        if (State.Consent.Denials != denials)
        {
            _consentVersion = _version;
        }

        StartIndexingIfDue();
    }

    /// <summary>What must follow before the answer, although the events are durable.</summary>
    private async ValueTask<DeliveryOutcome> SettleAsync(DeviceEvents events, StampedConsent stated)
    {
        var outcome = await CorrectRowAsync(events);
        if (outcome == DeliveryOutcome.Durable && stated.IsPresent && _savedVersion < _consentVersion)
        {
            // A refusal that a crash could undo is not acknowledged (rule 4).
            outcome = await SaveAsync(_consentVersion) ? outcome : DeliveryOutcome.Unknown;
        }

        return outcome;
    }

    /// <summary>
    /// When appends cross, their rows can leave out what only their join says. The one that notices writes it before it answers; should
    /// others cross it again, they notice likewise.
    /// </summary>
    private async ValueTask<DeliveryOutcome> CorrectRowAsync(DeviceEvents events)
    {
        if (State.RowIsCurrent || !State.HasRow)
        {
            return DeliveryOutcome.Durable;
        }

        var row = new ComposedRow(Address, events.ReceivedAt, events.Observation.LastEventAt, State.Content);
        var outcome = await _services.Delivery.AppendAsync(
            new DeliveryAppend
            {
                App = App,
                ReceivedAt = Timestamps.FromMicros(events.ReceivedAt),
                DeviceRows = row.Bytes,
                DeviceRowCount = 1,
            }
        );
        if (outcome == DeliveryOutcome.Durable)
        {
            MarkRow(row);
            row.Dispose();
        }

        return outcome;
    }

    private void MarkRow(ComposedRow row)
    {
        _services.Instruments.RowWritten();
        State.MarkRow(row.Content.SameRow(State.Content) || State.RowIsCurrent);
    }
}
