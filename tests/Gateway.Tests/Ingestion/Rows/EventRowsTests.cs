using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Gateway.Tests.Ingestion.Support;
using Maas.Tracking.Consent;

namespace Maas.Gateway.Tests.Ingestion.Rows;

public sealed class EventRowsTests
{
    private const string AppleId = "6D92078A-8246-4BA4-AE5B-76104861E7DC";

    [Fact]
    public void AnyText_InEveryTextField_ComesBackFromTheRow() =>
        Gen.OneOf(Gen.String, Gen.Const("a,\"b\"\r\nc\0d\te"), Gen.String[Gen.Char['!', '~'], 1, 60])
            .Where(text => !text.Any(char.IsSurrogate))
            .Sample(
                text =>
                {
                    var json = JsonSerializer.Serialize(text);
                    var expected = text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');

                    var row = Ingested
                        .Batch(
                            $$$"""{"type":"track","messageId":"m","userId":{{{json}}},"anonymousId":{{{json}}},"event":{{{json}}},"properties":{"p":{{{json}}} },"context":{"device":{"id":"d","model":{{{json}}},"manufacturer":{{{json}}},"version":{{{json}}} },"os":{"name":{{{json}}},"version":{{{json}}} },"app":{"version":{{{json}}} },"locale":{{{json}}},"timezone":{{{json}}},"ip":{{{json}}},"library":{"name":{{{json}}} } } }"""
                        )
                        .Row;

                    foreach (
                        var column in new[]
                        {
                            "user_id",
                            "anonymous_id",
                            "event",
                            "model",
                            "manufacturer",
                            "device_version",
                            "os_name",
                            "os_version",
                            "app_version",
                            "locale",
                            "timezone",
                            "library",
                        }
                    )
                    {
                        row[column].ShouldBe(expected, column);
                    }

                    row["ip"].ShouldBe(expected.Length == 0 ? "198.51.100.7" : expected);
                    using var extra = JsonDocument.Parse(row["extra"]);
                    extra.RootElement.GetProperty("properties").GetProperty("p").GetString().ShouldBe(text);
                },
                iter: 500
            );

    [Fact]
    public void RowPositions_MarkThePersonalColumns()
    {
        var ingested = Ingested.Batch(
            string.Join(
                ',',
                Enumerable
                    .Range(0, 3)
                    .Select(index =>
                        $$$"""{"type":"track","messageId":"m-{{{index}}}","userId":"a,\"b\"","context":{"device":{"id":"d","advertisingId":"{{{AppleId}}}"},"os":{"name":"iOS"},"ip":"203.0.113.{{{index}}}","location":{"latitude":"1.{{{index}}}","longitude":2,"speed":3,"city":"Aracaju"} } }"""
                    )
            )
        );

        var events = ingested.Devices.ShouldHaveSingleItem().Events;
        for (var index = 0; index < 3; index++)
        {
            var place = events.Events[index];
            var row = events.Rows.Span.Slice(place.Start, place.Length);
            row[^1].ShouldBe((byte)'\n');
            Text(row[place.LocationStart..place.LocationEnd]).ShouldBe($"1.{index},2,,,3,");
            Text(row[place.IdsStart..place.IdsEnd]).ShouldBe($"{AppleId.ToLowerInvariant()},");
            Text(row[place.AddressStart..place.AddressEnd]).ShouldBe($"203.0.113.{index}");
            Text(row[place.ExtraLocationStart..place.ExtraLocationEnd]).ShouldBe("\"\"location\"\":{\"\"city\"\":\"\"Aracaju\"\"}");
        }
    }

    [Theory]
    [InlineData(
        """
            "context":{"location":{"latitude":1,"longitude":2}}
            """,
        "1",
        "2",
        ""
    )]
    [InlineData(
        """
            "context":{"location":{"lat":"1.5","lon":"-2.25"}}
            """,
        "1.5",
        "-2.25",
        ""
    )]
    [InlineData(
        """
            "properties":{"latitude":1,"longitude":2,"x":3}
            """,
        "1",
        "2",
        """{"properties":{"x":3}}"""
    )]
    [InlineData(
        """
            "context":{"location":null},"properties":{"lat":1,"lng":2}
            """,
        "1",
        "2",
        """{"properties":{}}"""
    )]
    [InlineData(
        """
            "context":{"location":{"latitude":91,"longitude":2}}
            """,
        "",
        "",
        """{"location":{"latitude":91,"longitude":2}}"""
    )]
    [InlineData(
        """
            "context":{"location":{"latitude":"NaN","longitude":"2"}}
            """,
        "",
        "",
        """{"location":{"latitude":"NaN","longitude":"2"}}"""
    )]
    [InlineData(
        """
            "context":{"location":{"latitude":1e999,"longitude":2}}
            """,
        "",
        "",
        """{"location":{"latitude":1e999,"longitude":2}}"""
    )]
    [InlineData(
        """
            "context":{"location":{"latitude":1,"longitude":2,"speed":-1}}
            """,
        "1",
        "2",
        """{"location":{"speed":-1}}"""
    )]
    [InlineData(
        """
            "context":{"location":"here"}
            """,
        "",
        "",
        """{"location":{"location":"here"}}"""
    )]
    public void Location_InItsForms_IsAFixOrStaysInExtra(string members, string latitude, string longitude, string extra)
    {
        var row = Ingested.Event(members).Row;

        row["latitude"].ShouldBe(latitude);
        row["longitude"].ShouldBe(longitude);
        row["extra"].ShouldBe(extra);
    }

    [Theory]
    [InlineData("2019-01-01T00:00:00Z", "2019-01-01T00:00:10Z", "2026-11-22T23:29:50.000Z")]
    [InlineData("2099-01-01T00:00:00Z", "2099-01-01T00:00:10Z", "2026-11-22T23:29:50.000Z")]
    [InlineData("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-11-22T23:30:00.000Z")]
    [InlineData("yesterday", "2026-11-22T23:30:00Z", "2026-11-22T23:30:00.000Z")]
    public void Clock_WrongByYears_IsCorrected(string original, string sent, string expected)
    {
        var row = Ingested.Event($"\"timestamp\":\"{original}\"", $",\"sentAt\":\"{sent}\"").Row;

        row["event_time"].ShouldBe(expected);
        row["extra"].Contains("yesterday", StringComparison.Ordinal).ShouldBe(original == "yesterday");
    }

    [Fact]
    public void DuplicateKeys_LastCounts()
    {
        var row = Ingested
            .Batch(
                """{"type":"page","type":"track","messageId":"m","userId":"a","userId":null,"event":"x","event":"y","context":{"device":{"id":"d1","model":"m1","z":1}},"context":{"device":{"id":"d0"},"device":{"id":"d2","w":2}}}"""
            )
            .Row;

        row["type"].ShouldBe("track");
        row["user_id"].ShouldBeEmpty();
        row["event"].ShouldBe("y");
        row["device_key"].ShouldBe("d2");
        row["model"].ShouldBeEmpty();
        row["extra"].ShouldBe("""{"context":{"device":{"w":2}}}""");
    }

    [Theory]
    [InlineData("7", "not_an_object")]
    [InlineData("null", "not_an_object")]
    [InlineData("""{"userId":"u"}""", "unknown_type")]
    [InlineData("""{"type":"dance","userId":"u"}""", "unknown_type")]
    [InlineData("""{"type":["track"],"userId":"u"}""", "unknown_type")]
    [InlineData("""{"type":"track","userId":""}""", "no_device_key")]
    [InlineData("""{"type":"track","userId":{"a":1}}""", "no_device_key")]
    [InlineData("""{"type":"track","anonymousId":"a\u0007b"}""", "invalid_device_key")]
    public void BadEvent_IsSetAsideAndTheRestGoesOn(string bad, string reason)
    {
        var ingested = Ingested.Batch($$"""{"type":"track","userId":"a"},{{bad}},{"type":"track","userId":"b"}""");

        ingested.Devices.Select(device => device.DeviceKey).ShouldBe(["user:a", "user:b"]);
        var rejected = ingested.Rejected.ShouldHaveSingleItem();
        rejected["reason"].ShouldBe(reason);
        rejected["payload"].ShouldBe(bad);
        rejected["received_at"].ShouldBe("2026-11-22T23:30:00.000Z");
    }

    [Theory]
    [InlineData(512, null)]
    [InlineData(513, "invalid_device_key")]
    [InlineData(10_240, "invalid_device_key")]
    public void DeviceKey_Long_IsBounded(int length, string? reason) =>
        Ingested
            .Event(
                $$$"""
                "context":{"device":{"id":"{{{new string('k', length)}}}"}}
                """
            )
            .Rejected.Select(rejected => rejected["reason"])
            .ShouldBe(reason is null ? [] : [reason]);

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "invalid_message_id")]
    public void MessageId_Long_IsBoundedInCharacters(int length, string? reason) =>
        Ingested
            .Batch($$"""{"type":"track","userId":"u","messageId":"{{new string('é', length)}}"}""")
            .Rejected.Select(rejected => rejected["reason"])
            .ShouldBe(reason is null ? [] : [reason]);

    [Fact]
    public void MessageId_Missing_IsGenerated() =>
        Ingested.Batch("""{"type":"track","userId":"u"}""").Row["message_id"].ShouldBe(Ingested.GeneratedId.ToString());

    [Fact]
    public void Event_Above32KB_IsSetAsideWithTheStartOfItsJson()
    {
        var ingested = Ingested.Batch(
            $$$"""{"type":"track","userId":"a"},{"type":"track","userId":"b","properties":{"p":"{{{new string('é', 20_000)}}}"}}"""
        );

        ingested.Rows.Count.ShouldBe(1);
        var rejected = ingested.Rejected.ShouldHaveSingleItem();
        rejected["reason"].ShouldBe("too_large");
        Encoding.UTF8.GetByteCount(rejected["payload"]).ShouldBeInRange(4_090, 4_096);
    }

    [Fact]
    public void InvalidUtf8_InAnEvent_SetsThatEventAside()
    {
        byte[] body = [.. "{\"batch\":[{\"type\":\"track\",\"userId\":\"a\"},{\"type\":\"track\",\"userId\":\"b"u8, 0xFF, .. "\"}]}"u8];

        var ingested = Ingested.Body(body);

        ingested.Devices.ShouldHaveSingleItem().DeviceKey.ShouldBe("user:a");
        ingested.Rejected.ShouldHaveSingleItem()["reason"].ShouldBe("invalid_utf8");
        ingested.Rejected[0]["payload"].ShouldContain("\uFFFD");
    }

    [Fact]
    public void ByteOrderMark_BeforeTheBody_IsSkipped() =>
        Ingested.Body("\uFEFF{\"batch\":[{\"type\":\"track\",\"userId\":\"a\"}]}").Row["device_key"].ShouldBe("user:a");

    [Fact]
    public void InvalidUtf8_OutsideEvents_IsUndecodable() =>
        Ingested.Body([.. "{\"batch\":[],\"note\":\""u8, 0xFF, .. "\"}"u8]).Outcome.ShouldBe(ScanOutcome.Undecodable);

    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public void RejectedEvent_OfABatchThatStatesConsent_KeepsItsPayloadOnlyWithoutARefusal(string choice, bool keeps)
    {
        byte[] events = [.. "{\"batch\":[{\"type\":\"dance\"},{\"type\":\"track\",\"userId\":\""u8, 0xFF, .. "\"},7]"u8];
        var context = $$$""","context":{"consent":{"categoryPreferences":{"location":{{{choice}}} } } } }""";

        var ingested = Ingested.Body([.. events, .. Encoding.UTF8.GetBytes(context)]);

        ingested.Rejected.Select(rejected => rejected["reason"]).ShouldBe(["unknown_type", "invalid_utf8", "not_an_object"]);
        ingested.Rejected.ShouldAllBe(rejected => (rejected["payload"].Length > 0) == keeps);
    }

    [Theory]
    [InlineData(
        """{"context":{"ip":"198.51.100.9","device":{"id":"d","token":"t\u006fken","name":"Ann's iPhone","advertisingId":"AD"},"os":{}}}""",
        """{"context":{"ip":null,"device":{"id":"d","token":null,"name":null,"advertisingId":null},"os":{}}}"""
    )]
    [InlineData(
        """{"context" : {"\u0069p" : ["198.51.100.9"] , "ip" : 7 , "ip":null},"context":{"device":{"name":{"first":"Ann"}},"x":"ip"}}""",
        """{"context" : {"\u0069p" : null , "ip" : null , "ip":null},"context":{"device":{"name":null},"x":"ip"}}"""
    )]
    [InlineData("""{"properties":{"ip":"a","token":"b"},"ip":"c"}""", """{"properties":{"ip":"a","token":"b"},"ip":"c"}""")]
    [InlineData("""[{"context":{"ip":"198.51.100.9"}}]""", "")]
    [InlineData("\"{\\\"context\\\":{\\\"ip\\\":\\\"198.51.100.9\\\"}}\"", "")]
    public void RejectedEvent_PersonalFields_AreNullInThePayload(string bad, string kept) =>
        Ingested.Batch(bad).Rejected.ShouldHaveSingleItem()["payload"].ShouldBe(kept);

    [Fact]
    public void RejectedEvent_PersonalFieldsBeforeAndBehindTheCut_AreNotInThePayload()
    {
        var payload = Ingested
            .Batch($$$"""{"context":{"ip":"198.51.100.9","x":"{{{new string('x', 5_000)}}}","device":{"token":"secret"} } }""")
            .Rejected.ShouldHaveSingleItem()["payload"];

        payload.ShouldStartWith("""{"context":{"ip":null,"x":"xxx""");
        payload.Length.ShouldBe(4_096);
    }

    [Fact]
    public void RejectedEvent_ThatStatesARefusal_KeepsNoPayload() =>
        Ingested
            .Batch("""{"type":"dance","context":{"consent":{"categoryPreferences":{"analytics":false}}}}""")
            .Rejected.ShouldHaveSingleItem()["payload"]
            .ShouldBeEmpty();

    [Theory]
    [InlineData("""{"analytics":true,"Marketing":false}""", ConsentDenials.Stated | ConsentDenials.Advertising)]
    [InlineData("""{"PERFORMANCE":false,"location":false}""", ConsentDenials.Stated | ConsentDenials.Analytics | ConsentDenials.Location)]
    [InlineData("""{"analytics":true}""", ConsentDenials.Stated)]
    [InlineData("""{"functional":false}""", ConsentDenials.None)]
    [InlineData("""{"analytics":"no"}""", ConsentDenials.None)]
    public void Consent_Stated_IsOnTheEventAndTheObservation(string categories, ConsentDenials expected)
    {
        var ingested = Ingested.Event(
            $$$"""
            "context":{"consent":{"categoryPreferences":{{{categories}}}}}
            """
        );

        ingested.Devices[0].Events.Events[0].Consent.ShouldBe(expected);
        ingested.Observation.Consent.ShouldBe(expected);
        ingested.Observation.ConsentAt.HasValue.ShouldBe(expected != ConsentDenials.None);
    }

    [Fact]
    public void Observation_OfAnEventThatRefusesAnalytics_IsItsConsentOnly()
    {
        var seen = Ingested
            .Event(
                """
                "context":{"device":{"model":"x","adTrackingEnabled":false},"location":{"lat":1,"lon":2},"consent":{"categoryPreferences":{"analytics":false}}}
                """
            )
            .Observation;

        (seen.ProfileAt, seen.UserIdAt, seen.IdsAt, seen.SettingsAt, seen.Fix).ShouldBe((null, null, null, null, null));
        seen.ConsentAt.ShouldNotBeNull();
    }

    [Fact]
    public void Observation_OfSeveralEvents_TakesTheNewestOfEachGroup()
    {
        string Event(int second, string model, string latitude) =>
            $$$"""{"type":"track","messageId":"m{{{second}}}","timestamp":"2026-11-22T23:00:{{{second.ToString("00", CultureInfo.InvariantCulture)}}}Z","context":{"device":{"id":"d","model":"{{{model}}}"},"location":{"latitude":{{{latitude}}},"longitude":0} } }""";

        var forward = Ingested.Batch($"{Event(10, "old", "1")},{Event(20, "new", "2")},{Event(15, "mid", "3")}").Observation;
        var backward = Ingested.Batch($"{Event(15, "mid", "3")},{Event(20, "new", "2")},{Event(10, "old", "1")}").Observation;

        Text(forward.Profile.Span).ShouldBe(",,,,new,,,,,,,,");
        Text(backward.Profile.Span).ShouldBe(Text(forward.Profile.Span));
        forward.Fix!.Value.Latitude.ShouldBe(2);
        (forward.ProfileBy, forward.FixBy).ShouldBe((backward.ProfileBy, backward.FixBy));
        (forward.LastEventAt - forward.FirstEventAt).ShouldBe(10_000_000);
    }

    [Fact]
    public void Events_OfManyDevices_AreGroupedWithContiguousRows()
    {
        const int Devices = 300;
        var events = Enumerable
            .Range(0, Devices * 3)
            .Select(index => $$"""{"type":"track","messageId":"m-{{index}}","anonymousId":"d-{{index % Devices}}"}""");

        var ingested = Ingested.Batch(string.Join(',', events));

        ingested.Devices.Length.ShouldBe(Devices);
        foreach (var (key, device) in ingested.Devices)
        {
            var rows = CsvRows.Tracking(device.Rows.Span);
            rows.Count.ShouldBe(3);
            rows.ShouldAllBe(row => row["device_key"] == key);
            device.Events.Sum(row => row.Length).ShouldBe(device.Rows.Length);
        }
    }

    [Fact]
    public void RepeatedContext_GivesEveryEventTheSameRow()
    {
        const string Context =
            """{"device":{"id":"d","model":"a\u0020b","x":[1]},"os":{"name":"iOS"},"app":{"name":"n","version":"1"},"traits":{"t":1},"location":{"lat":1,"lon":2,"city":"c"} }""";
        var other = Context.Replace("\"lat\":1", "\"lat\":3", StringComparison.Ordinal);
        string Event(string context) => $$"""{"type":"track","messageId":"m","context":{{context}} }""";

        var together = Ingested.Batch($"{Event(Context)},{Event(Context)},{Event(other)},{Event(other)}").Rows;
        var apart = new[] { Context, Context, other, other }.Select(context => Ingested.Batch(Event(context)).Row).ToList();

        together.Select(row => string.Join('|', row.Values)).ShouldBe(apart.Select(row => string.Join('|', row.Values)));
    }

    [Fact]
    public void PushToken_IsHashedAndNowhereElse()
    {
        var ingested = Ingested.Event(
            """
            "context":{"device":{"token":"push-secret"},"screen":{"width":390,"height":844,"density":3}}
            """
        );

        Text(ingested.Observation.Profile.Span).ShouldContain("390x844x3,");
        Text(ingested.Observation.Profile.Span).ShouldNotContain("push-secret");
        Text(ingested.Devices[0].Events.Rows.Span).ShouldNotContain("push-secret");
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
