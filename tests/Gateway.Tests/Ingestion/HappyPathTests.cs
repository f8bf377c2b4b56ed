using System.Net;
using Maas.Gateway.Tests.Ingestion.Support;

namespace Maas.Gateway.Tests.Ingestion;

public sealed class HappyPathTests
{
    private const string Event = """
        {"type":"track","event":"Moved","messageId":"m-1","anonymousId":"a-1","userId":"u-1","timestamp":"2026-11-22T23:24:03.799Z",
         "properties":{"note":"say \"hi\", you"},
         "context":{"device":{"id":"phone-1","manufacturer":"Google","model":"Pixel 9","advertisingId":"3F2504E0-4F89-41D3-9A0C-0305E82C3301"},
                    "os":{"name":"Android","version":"15"},"app":{"name":"Shop","version":"2.1"},"locale":"pt-BR",
                    "location":{"latitude":-10.939341706666668,"longitude":"-37.06274211375","accuracy":5.5},
                    "library":{"name":"analytics-kotlin","version":"1.19.2"}}}
        """;

    [Theory]
    [InlineData("/v1/batch", true)]
    [InlineData("/v1/batch/", true)]
    [InlineData("/v1/b", true)]
    [InlineData("/v1/import/", true)]
    [InlineData("/v1/track", false)]
    [InlineData("/v1/t/", false)]
    [InlineData("/api/s/track", false)]
    [InlineData("/api/s/s2s/track", false)]
    public async Task Post_OneEvent_ReachesItsDeviceAsARow(string path, bool isBatch)
    {
        await using var gateway = await IngestionHost.StartAsync();

        using var answer = await gateway.PostAsync(
            path,
            isBatch ? $$"""{"batch":[{{Event}}],"sentAt":"2026-11-22T23:30:00.000Z"}""" : Event
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"success":true}""");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        var append = gateway.Registry.Appends.ShouldHaveSingleItem();
        append.Grain.ShouldBe("demo/phone-1");
        var row = append.Parsed.ShouldHaveSingleItem();
        row["schema"].ShouldBe("1");
        row["received_at"].ShouldBe("2026-11-22T23:30:00.000Z");
        row["event_time"].ShouldBe("2026-11-22T23:24:03.799Z");
        row["message_id"].ShouldBe("m-1");
        row["app_id"].ShouldBe("demo");
        row["device_key"].ShouldBe("phone-1");
        row["user_id"].ShouldBe("u-1");
        row["anonymous_id"].ShouldBe("a-1");
        row["type"].ShouldBe("track");
        row["event"].ShouldBe("Moved");
        row["latitude"].ShouldBe("-10.939341706666668");
        row["longitude"].ShouldBe("-37.06274211375");
        row["accuracy"].ShouldBe("5.5");
        row["platform"].ShouldBe("android");
        row["gaid"].ShouldBe("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        row["idfa"].ShouldBeEmpty();
        row["model"].ShouldBe("Pixel 9");
        row["library"].ShouldBe("analytics-kotlin/1.19.2");
        row["ip"].ShouldBe("127.0.0.1");
        row["extra"].ShouldBe("""{"properties":{"note":"say \"hi\", you"},"context":{"app":{"name":"Shop"}}}""");
        append.Profile.ShouldBe("android,Android,15,Google,Pixel 9,,2.1,pt-BR,,,,,u-1");
        append.Ids.ShouldBe(",3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        append.Events.Observation.Fix!.Value.Latitude.ShouldBe(-10.939341706666668);
    }
}
