using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Maas.Contracts.Devices;
using Maas.Contracts.Rejects;
using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Csv;
using Maas.Tracking.Schema;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>Writes a resolved request: each device's rows back to back, then what they say of it, and the rejected events last.</summary>
internal static class RequestWriter
{
    public static RequestRows Write(EventBatch batch, RequestFacts request, IngestRules rules, int rejected)
    {
        // Rows are about as long as the events they come from.
        var buffer = new RowBuffer(batch.Body.Length + (batch.Body.Length / 2) + 1024);
        var groups = batch.Devices.Groups;
        var pending = new PendingDevice[groups.Length];
        for (var index = 0; index < groups.Length; index++)
        {
            pending[index] = WriteDevice(buffer, batch, request, rules, groups[index]);
        }

        var rejectedStart = buffer.Length;
        var reasons = rejected > 0 ? WriteRejected(buffer, batch, request, rules, rejected) : [];

        // Only now does the buffer no longer move.
        var memory = buffer.Memory;
        var devices = new (string, DeviceEvents)[pending.Length];
        for (var index = 0; index < pending.Length; index++)
        {
            devices[index] = pending[index].ToMessage(memory, request.ReceivedAt);
        }

        var message =
            rejected > 0
                ? new RejectedEvents
                {
                    ReceivedAt = request.ReceivedAt,
                    Rows = memory[rejectedStart..],
                    Count = rejected,
                }
                : null;
        return new RequestRows(buffer, ImmutableCollectionsMarshal.AsImmutableArray(devices), message, reasons);
    }

    private static PendingDevice WriteDevice(RowBuffer buffer, EventBatch batch, RequestFacts request, IngestRules rules, DeviceGroup group)
    {
        var start = buffer.Length;
        var writer = new RowWriter(buffer, batch, request, rules, start);
        var events = new EventRow[group.Count];
        var count = 0;
        for (var index = group.First; index >= 0; index = batch.Resolved[index].NextOfDevice)
        {
            events[count++] = writer.Write(index);
        }

        var end = buffer.Length;
        return new PendingDevice(
            Encoding.UTF8.GetString(batch.Text(group.DeviceKey)),
            start,
            end,
            events,
            new ObservationWriter(buffer, batch).Write(group)
        );
    }

    private static ImmutableArray<RejectReason> WriteRejected(
        RowBuffer buffer,
        EventBatch batch,
        RequestFacts request,
        IngestRules rules,
        int rejected
    )
    {
        var reasons = new RejectReason[rejected];
        var count = 0;
        for (var index = 0; index < batch.Table.Count; index++)
        {
            ref var resolved = ref batch.Resolved[index];
            if (resolved.Reject != RejectReason.None)
            {
                RejectWriter.Write(buffer, batch, request, rules, index);
                reasons[count++] = resolved.Reject;
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(reasons);
    }

    private readonly record struct PendingDevice(string DeviceKey, int Start, int End, EventRow[] Events, PendingObservation Observation)
    {
        public (string, DeviceEvents) ToMessage(ReadOnlyMemory<byte> memory, long receivedAt) =>
            (
                DeviceKey,
                new DeviceEvents
                {
                    ReceivedAt = receivedAt,
                    Rows = memory[Start..End],
                    Events = ImmutableCollectionsMarshal.AsImmutableArray(Events),
                    Observation = Observation.ToMessage(memory),
                }
            );
    }
}
