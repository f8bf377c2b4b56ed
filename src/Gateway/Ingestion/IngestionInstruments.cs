using System.Diagnostics;
using System.Diagnostics.Metrics;
using Maas.Gateway.Ingestion.Http;

namespace Maas.Gateway.Ingestion;

/// <summary>What SDKs send and what becomes of it.</summary>
internal sealed class IngestionInstruments
{
    public const string MeterName = "Maas.Ingestion";
    public const string StatusTag = "status";
    public const string ReasonTag = "reason";
    public const string OutcomeTag = "outcome";
    public const string Written = "written";
    public const string Repeated = "repeated";
    public const string Refused = "refused";
    public const string SetAside = "set_aside";

    private readonly Counter<long> _requests;
    private readonly Counter<long> _events;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _durations;

    public IngestionInstruments(IMeterFactory meters, InFlightBytes inFlight)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("maas.ingestion.requests", "{request}", "Requests of SDKs, by status and reason.");
        _events = meter.CreateCounter<long>("maas.ingestion.events", "{event}", "Events by outcome; those set aside also by reason.");
        _bytes = meter.CreateCounter<long>("maas.ingestion.body", "By", "Bytes of bodies, decompressed.");
        _durations = meter.CreateHistogram<double>("maas.ingestion.duration", "s", "From the request's headers to its answer.");
        meter.CreateObservableUpDownCounter("maas.ingestion.in_flight", () => inFlight.Held, "By", "Bytes that requests hold now.");
    }

    public void Answered(IngestOutcome outcome, int bodyLength, TimeSpan duration)
    {
        var tags = new TagList { { StatusTag, outcome.Status }, { ReasonTag, outcome.Reason } };
        _requests.Add(1, in tags);
        _bytes.Add(bodyLength);
        _durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(StatusTag, outcome.Status));
    }

    public void Counted(string outcome, int events)
    {
        if (events > 0)
        {
            _events.Add(events, new KeyValuePair<string, object?>(OutcomeTag, outcome));
        }
    }

    public void Rejected(RejectReason reason) =>
        _events.Add(
            1,
            new KeyValuePair<string, object?>(OutcomeTag, SetAside),
            new KeyValuePair<string, object?>(ReasonTag, RejectReasons.Name(reason))
        );
}
