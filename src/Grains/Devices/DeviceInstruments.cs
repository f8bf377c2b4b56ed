using System.Diagnostics.Metrics;
using Maas.Contracts.Devices;
using Maas.Tracking.Delivery;

namespace Maas.Grains.Devices;

/// <summary>What the devices of a silo tell of themselves.</summary>
internal sealed class DeviceInstruments
{
    public const string MeterName = "Maas.Devices";
    public const string OutcomeTag = "outcome";

    private readonly Counter<long> _appends;
    private readonly Counter<long> _events;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _saves;
    private readonly Counter<long> _indexChanges;
    private readonly Counter<long> _loads;

    public DeviceInstruments(IMeterFactory meters, DeviceFlusher flusher)
    {
        var meter = meters.Create(MeterName);
        _appends = meter.CreateCounter<long>("maas.devices.appends", "{append}", "Appends, by outcome.");
        _events = meter.CreateCounter<long>("maas.devices.events", "{event}", "Events of durable appends: written, repeated, refused.");
        _rows = meter.CreateCounter<long>("maas.devices.rows", "{row}", "Device rows made durable.");
        _saves = meter.CreateCounter<long>("maas.devices.saves", "{save}", "Saves of a device's state: saved, conflict, failed.");
        _indexChanges = meter.CreateCounter<long>(
            "maas.devices.index_changes",
            "{change}",
            "Changes of the advertising id index: done, failed."
        );
        _loads = meter.CreateCounter<long>("maas.devices.loads", "{load}", "Devices brought into memory: loaded, failed.");
        meter.CreateObservableGauge("maas.devices.unsaved", () => flusher.Count, "{device}", "Devices that wait to be saved.");
    }

    public void Appended(in AppendResult result)
    {
        _appends.Add(1, new KeyValuePair<string, object?>(OutcomeTag, Name(result.Outcome)));
        Add(_events, result.Written, "written");
        Add(_events, result.Repeated, "repeated");
        Add(_events, result.Refused, "refused");
    }

    public void RowWritten() => _rows.Add(1);

    public void Saved() => Add(_saves, 1, "saved");

    public void SaveConflicted() => Add(_saves, 1, "conflict");

    public void SaveFailed() => Add(_saves, 1, "failed");

    public void IndexChanged() => Add(_indexChanges, 1, "done");

    public void IndexFailed() => Add(_indexChanges, 1, "failed");

    public void Loaded() => Add(_loads, 1, "loaded");

    public void LoadFailed() => Add(_loads, 1, "failed");

    private static string Name(DeliveryOutcome outcome) =>
        outcome switch
        {
            DeliveryOutcome.Durable => "durable",
            DeliveryOutcome.Refused => "refused",
            _ => "unknown",
        };

    private static void Add(Counter<long> counter, int count, string outcome)
    {
        if (count > 0)
        {
            counter.Add(count, new KeyValuePair<string, object?>(OutcomeTag, outcome));
        }
    }
}
