using System.Text;
using CsCheck;
using Maas.Contracts.Devices;
using Maas.Gateway.Tests.Ingestion.Support;

namespace Maas.Gateway.Tests.Ingestion.Rows;

/// <summary>
/// What a request's events have in common is read and written once and copied. Whatever they repeat and wherever they differ, each must come out
/// as if it had come alone.
/// </summary>
public sealed class RepeatedEventsTests
{
    private static readonly Gen<string> Device = OneOf(
        """{"id":"d1","manufacturer":"Samsung","model":"SM-1","type":"android","advertisingId":"38400000-8cf0-11bd-b23e-10b96e40000d"}""",
        """{"id":"d1","manufacturer":"Samsung","model":"SM-1","type":"android","advertisingId":"38400000-8cf0-11bd-b23e-10b96e40000d","adTrackingEnabled":false}""",
        """{ "id" : "d1", "model":"say \"hi\", you","type":"ios","name":"Ana","brand":"x","adTrackingEnabled":true}""",
        """{"manufacturer":"Amazon","id":"d2","advertisingId":"38400000-8cf0-11bd-b23e-10b96e40000d","type":"android","token":"t1"}""",
        """{"id":"d1","mod\u0065l":"escaped"}""",
        "null"
    );

    private static readonly Gen<string> Context = Gen.Select(
        Device,
        OneOf(
            "",
            ""","os":{"name":"Android","version":"14"}""",
            ""","os":{"version":"14","name":"iOS","build":"1"}""",
            ""","os":"Linux" """
        ),
        OneOf("", ""","app":{"name":"Rider","version":"7.21.3"}""", ""","app":{"version":"8"}"""),
        OneOf("", ""","location":{"latitude":-10.9,"longitude":-37.06}""", ""","location":{"latitude":91,"longitude":1,"place":"x"}"""),
        OneOf("", ""","locale":"pt-BR","timezone":"America/Maceio" """, ""","timezone":"UTC","locale":"a,b" """),
        OneOf("", ""","library":{"name":"kotlin","version":"1.19.2"}""", ""","library":{"name":"analytics-python"}"""),
        OneOf(
            "",
            ""","consent":{"categoryPreferences":{"analytics":true,"location":false}}""",
            ""","network":{"wifi":true,"carrier":"Vivo"},"extra":[1,{"a":"}"}]"""
        ),
        (device, os, app, location, place, library, more) =>
            $$"""{"device":{{device}}{{os}}{{app}}{{location}}{{place}}{{library}}{{more}}}"""
    );

    private static readonly Gen<string> Event = Gen.Select(
        OneOf("track", "identify", "screen", "nothing"),
        Gen.Int[0, 3],
        OneOf("2026-11-22T23:24:03.799Z", "2026-11-22T23:24:03.799123Z", "2026-11-22T20:24:03-03:00", "soon"),
        OneOf(
            "",
            ""","userId":"u-1","properties":{"screen":"Map","zoom":14}""",
            ""","properties":{"lat":1.5,"lon":2,"a":"\"q\""},"userId":"u-2" """,
            ""","odd":1,"name":"Home"  """
        ),
        Context,
        (type, id, time, more, context) =>
            $$"""{"type":"{{type}}","messageId":"m-{{id}}","anonymousId":"a-1","timestamp":"{{time}}"{{more}},"context":{{context}}}"""
    );

    private static readonly Gen<string> Shared = OneOf(
        "",
        ""","sentAt":"2026-11-22T23:24:05.100Z" """,
        ""","sentAt":"2026-11-22T23:24:05Z","context":{"locale":"en","library":{"name":"shared","version":"1"},"os":{"name":"tvOS"}},"integrations":{"All":true}"""
    );

    [Fact]
    public void AnyBatch_GivesTheRowsThatItsEventsGiveAlone() =>
        Gen.Select(Gen.OneOf(Event.Array[1, 6], Event.SelectMany(one => Gen.Const(one).Array[1, 4])), Shared)
            .Sample(
                (events, shared) =>
                {
                    var together = Ingested.Batch(string.Join(',', events), shared);

                    Expand(together)
                        .Order(StringComparer.Ordinal)
                        .ShouldBe(events.SelectMany(one => Expand(Ingested.Batch(one, shared))).Order(StringComparer.Ordinal));
                },
                iter: 2_000
            );

    /// <summary>Of every event its row, and what its message says of it.</summary>
    private static IEnumerable<string> Expand(Ingested ingested) =>
        ingested.Devices.SelectMany(device =>
            device.Events.Events.Select(row => $"{device.DeviceKey}: {Cut(device.Events, row)} {row with { Start = 0 }}")
        );

    private static string Cut(DeviceEvents events, EventRow row) => Encoding.UTF8.GetString(events.Rows.Span.Slice(row.Start, row.Length));

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
