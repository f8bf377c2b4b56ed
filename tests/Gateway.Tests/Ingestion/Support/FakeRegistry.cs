using System.Collections.Concurrent;
using System.Text;
using Maas.Contracts.Devices;
using Maas.Contracts.Rejects;
using Maas.Tracking.Delivery;
using NSubstitute;

namespace Maas.Gateway.Tests.Ingestion.Support;

/// <summary>Grains that keep what they are given, as it was at the call.</summary>
internal sealed class FakeRegistry
{
    private readonly ConcurrentQueue<Appended> _appended = new();
    private readonly ConcurrentQueue<(string App, byte[] Rows, int Count)> _rejected = new();

    public FakeRegistry(IGrainFactory grains)
    {
        grains.GetGrain<IDeviceGrain>(Arg.Any<string>()).Returns(call => new Device(this, call.ArgAt<string>(0)));
        grains.GetGrain<IRejectGrain>(Arg.Any<string>()).Returns(call => new Rejects(this, call.ArgAt<string>(0)));
    }

    /// <summary>What device grains answer; by default everything is durable.</summary>
    public Func<DeviceEvents, Task<AppendResult>> Answer { get; set; } =
        events => Task.FromResult(new AppendResult(DeliveryOutcome.Durable, events.Events.Length, 0, 0));

    public Func<DeliveryOutcome> RejectAnswer { get; set; } = () => DeliveryOutcome.Durable;

    public IReadOnlyList<Appended> Appends => [.. _appended];

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows => [.. _appended.SelectMany(append => append.Parsed)];

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rejected =>
        [.. _rejected.SelectMany(rejected => CsvRows.Rejected(rejected.Rows))];

    /// <summary>One call of a device grain.</summary>
    internal sealed record Appended(string Grain, byte[] Rows, DeviceEvents Events, string[] Fragments)
    {
        public IReadOnlyList<IReadOnlyDictionary<string, string>> Parsed => CsvRows.Tracking(Rows);

        public string Profile => Fragments[0];

        public string UserId => Fragments[1];

        public string Ids => Fragments[2];

        public string Settings => Fragments[3];
    }

    private sealed class Device(FakeRegistry registry, string key) : IDeviceGrain
    {
        public Task<AppendResult> Append(DeviceEvents events)
        {
            var seen = events.Observation;
            string[] fragments =
            [
                Encoding.UTF8.GetString(seen.Profile.Span),
                Encoding.UTF8.GetString(seen.UserId.Span),
                Encoding.UTF8.GetString(seen.Ids.Span),
                Encoding.UTF8.GetString(seen.Settings.Span),
            ];
            registry._appended.Enqueue(new Appended(key, events.Rows.ToArray(), events, fragments));
            return registry.Answer(events);
        }

        public Task<DeviceView?> Get(DeviceViewKind view) => throw new NotSupportedException();

        public Task MergeLake(LakeDeviceMessage device) => throw new NotSupportedException();

        public Task<bool> Carries(AdvertisingIdKind kind, string advertisingId) => throw new NotSupportedException();

        public Task Forget() => throw new NotSupportedException();
    }

    private sealed class Rejects(FakeRegistry registry, string app) : IRejectGrain
    {
        public Task<DeliveryOutcome> Append(RejectedEvents events)
        {
            registry._rejected.Enqueue((app, events.Rows.ToArray(), events.Count));
            return Task.FromResult(registry.RejectAnswer());
        }
    }
}
