using System.Collections.Immutable;
using System.Text;
using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Time;

namespace Maas.Grains.Tests.Devices;

/// <summary>Builds what a gateway sends for one device of one request.</summary>
internal sealed class Batch
{
    public static readonly long Start = Timestamps.ToMicros(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero));

    private readonly List<byte> _rows = [];
    private readonly ImmutableArray<EventRow>.Builder _events = ImmutableArray.CreateBuilder<EventRow>();
    private DeviceObservation _observation = new() { FirstEventAt = Start, LastEventAt = Start };

    public static string Profile(string model, string userId = "") =>
        $"ios,iOS,18.1,Apple,{model},,3.2.1,en-US,Europe/Berlin,,390x844,,{userId}";

    public static long At(double minutes) => Start + (long)(minutes * 60_000_000);

    /// <summary>An event with a position, an IDFA and an address in its row.</summary>
    public Batch Event(ulong hash, double minute = 0, ConsentDenials consent = ConsentDenials.None)
    {
        var start = _rows.Count;
        Write($"1,,,,,m{hash},demo,key,,,track,Moved,");
        var location = _rows.Count - start;
        Write("52.5,13.4,,,,");
        var locationEnd = _rows.Count - start;
        Write(",ios,");
        var ids = _rows.Count - start;
        Write("AAAA,");
        var idsEnd = _rows.Count - start;
        Write(",iOS,18.1,Apple,,,,,,wifi,");
        var address = _rows.Count - start;
        Write("10.0.0.1");
        var addressEnd = _rows.Count - start;
        Write(",lib,,\n");
        _events.Add(
            new EventRow(hash, start, _rows.Count - start, location, locationEnd, ids, idsEnd, address, addressEnd, consent, At(minute))
        );
        return this;
    }

    public Batch Seen(Func<DeviceObservation, DeviceObservation> change)
    {
        _observation = change(_observation);
        return this;
    }

    public Batch WithProfile(string fragment, double minute = 0) =>
        Seen(seen => seen with { Profile = Encoding.UTF8.GetBytes(fragment), ProfileAt = At(minute), ProfileBy = 7 });

    public Batch WithUserId(string userId, double minute) =>
        Seen(seen => seen with { UserId = Encoding.UTF8.GetBytes(userId), UserIdAt = At(minute), UserIdBy = 8 });

    public Batch WithIdfa(string idfa, double minute = 0) =>
        Seen(seen => seen with { Ids = Encoding.UTF8.GetBytes(idfa + ","), IdsAt = At(minute), IdsBy = 9 });

    public Batch WithFix(double latitude, double minute = 0) =>
        Seen(seen => seen with { Fix = new FixMessage(At(minute), latitude, 13.4, double.NaN, 5, double.NaN, double.NaN), FixBy = 10 });

    public Batch WithConsent(ConsentDenials denials, double minute = 0) =>
        Seen(seen => seen with { Consent = denials | ConsentDenials.Stated, ConsentAt = At(minute), ConsentBy = 11 });

    public DeviceEvents Build() =>
        new()
        {
            ReceivedAt = Start,
            Rows = _rows.ToArray(),
            Events = _events.ToImmutable(),
            Observation = _observation,
        };

    private void Write(string text) => _rows.AddRange(Encoding.UTF8.GetBytes(text));
}
