using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Maas.Gateway.Tests.Ingestion.Support;

namespace Maas.Gateway.Tests.Ingestion.Protocol;

/// <summary>Requests as the published SDKs send them: path, headers, encoding, where the write key is, the order of the body.</summary>
public sealed class WireFormTests
{
    private const string Key = IngestionHost.WriteKey;

    [Fact]
    public async Task Node_BasicAndBodyKey_IsTaken()
    {
        var row = await SendAsync(
            "/v1/batch",
            $$"""{"batch":[{"messageId":"node-next-1795389843799-5c0f2b1e-6a77-4b0c-8a55-0d3ab1f2c3d4","timestamp":"2026-11-22T23:29:58.000Z","type":"track","userId":"u-1","event":"E","properties":{},"context":{"library":{"name":"@segment/analytics-node","version":"2.3.0"} },"integrations":{} }],"writeKey":"{{Key}}","sentAt":"2026-11-22T23:30:00.000Z"}""",
            "application/json",
            request => request.Headers.Authorization = Basic(Key + ":")
        );

        row["device_key"].ShouldBe("user:u-1");
        row["event_time"].ShouldBe("2026-11-22T23:29:58.000Z");
        row["library"].ShouldBe("@segment/analytics-node/2.3.0");
        row["platform"].ShouldBe("server");
    }

    [Fact]
    public async Task Java_KeyInTheBodyAfterTheBatch_TrailingSlash_IsTaken()
    {
        var row = await SendAsync(
            "/v1/import/",
            $$"""{"batch":[{"type":"identify","messageId":"3f8a0b5e-9d0e-4a1b-8a7e-1d2c3b4a5f60","timestamp":"2026-11-22T23:29:00.000Z","userId":"u-2","anonymousId":null,"traits":{"plan":"pro"},"context":{} }],"sentAt":"2026-11-22T23:30:00.000Z","context":{"library":{"name":"analytics-java","version":"3.5.2"},"instanceId":"i-7"},"sequence":1,"writeKey":"{{Key}}"}""",
            "application/json"
        );

        row["type"].ShouldBe("identify");
        row["library"].ShouldBe("analytics-java/3.5.2");
        row["extra"].ShouldBe("""{"traits":{"plan":"pro"},"context":{"instanceId":"i-7"}}""");
    }

    [Fact]
    public async Task Kotlin_ChunkedGzipTextPlain_IsTaken()
    {
        var row = await SendAsync(
            "/v1/b",
            $$$"""{"batch":[{"type":"screen","messageId":"m-3","anonymousId":"a-3","name":"Home","properties":{},"timestamp":"2026-11-22T23:29:00.123456789Z","context":{"device":{"id":"d-3","manufacturer":"Google","model":"Pixel 9","name":"tokay","type":"android"},"os":{"name":"Android","version":"15"},"network":{"wifi":true,"cellular":false,"carrier":"Vivo"},"screen":{"density":2.625,"height":2424,"width":1080}},"integrations":{},"_metadata":{"bundled":[]}}],"sentAt":"2026-11-22T23:30:00.000Z","writeKey":"{{{Key}}}"}""",
            "text/plain",
            gzip: true,
            chunked: true
        );

        row["device_key"].ShouldBe("d-3");
        row["event"].ShouldBe("Home");
        row["original_at"].ShouldBe("2026-11-22T23:29:00.123456Z");
        row["network"].ShouldBe("wifi");
        JsonDocument
            .Parse(row["extra"])
            .RootElement.GetProperty("context")
            .GetProperty("device")
            .GetProperty("name")
            .GetString()
            .ShouldBe("tokay");
    }

    [Theory]
    [InlineData("2026-11-22T23:24:03.799+00:00", "2026-11-22T23:24:03.799Z")]
    [InlineData("2026-11-22T20:24:03.799123-03:00", "2026-11-22T23:24:03.799123Z")]
    public async Task Python_GzipWithOffsets_IsTaken(string timestamp, string expected)
    {
        var row = await SendAsync(
            "/v1/batch",
            $$"""{"batch":[{"integrations":{},"anonymousId":"a-4","timestamp":"{{timestamp}}","type":"track","userId":null,"event":"E","properties":{},"messageId":"m-4","context":{"library":{"name":"analytics-python","version":"2.4.0"} } }],"sentAt":"2026-11-22T23:30:00+00:00","writeKey":"{{Key}}"}""",
            "application/json",
            request => request.Headers.Authorization = Basic(Key + ":"),
            gzip: true
        );

        row["event_time"].ShouldBe(expected);
        row["user_id"].ShouldBeEmpty();
    }

    [Fact]
    public async Task RudderStack_GzipAsForm_BasicOnly_OriginalTimestamp_IsTaken()
    {
        var row = await SendAsync(
            "/v1/batch",
            """{"batch":[{"type":"track","messageId":"m-5","anonymousId":"a-5","event":"E","originalTimestamp":"2026-11-22T23:20:00.000Z","sentAt":"2026-11-22T23:25:00.000Z","context":{"device":{"id":"d-5","manufacturer":"Apple","model":"iPhone","name":"Ana's iPhone","type":"iOS","attTrackingStatus":3,"advertisingId":"6D92078A-8246-4BA4-AE5B-76104861E7DC"},"os":{"name":"iOS","version":"18.1"}}}]}""",
            "application/x-www-form-urlencoded",
            request => request.Headers.Authorization = Basic(Key + ":"),
            gzip: true
        );

        row["event_time"].ShouldBe("2026-11-22T23:25:00.000Z");
        row["idfa"].ShouldBe("6d92078a-8246-4ba4-ae5b-76104861e7dc");
        string.Join('|', row.Values).ShouldNotContain("Ana");
    }

    [Fact]
    public async Task Jitsu_KeyPairInHeader_TypeInPath_IsTaken()
    {
        var row = await SendAsync(
            "/api/s/s2s/page",
            """{"type":"page","messageId":"m-6","anonymousId":"a-6","name":"Home","timestamp":"2026-11-22T23:29:00.000Z","context":{"ip":"203.0.113.9","userAgent":"x"}}""",
            "application/json",
            request => request.Headers.Add("X-Write-Key", $"{Key}:secret")
        );

        row["type"].ShouldBe("page");
        row["event"].ShouldBe("Home");
        row["ip"].ShouldBe("203.0.113.9");
    }

    [Fact]
    public async Task CSharp_NoContentType_NullsAndTextOs_IsTaken()
    {
        var row = await SendAsync(
            "/v1/b",
            $$"""{"batch":[{"type":"track","messageId":"m-7","anonymousId":"a-7","userId":null,"event":"E","properties":null,"timestamp":"2026-11-22T23:29:00.000\u002B00:00","context":{"os":"Microsoft Windows 10.0.22631","platform":"x","device":null} }],"sentAt":"2026-11-22T23:30:00.000Z","writeKey":"{{Key}}"}""",
            contentType: null
        );

        row["os_name"].ShouldBe("Microsoft Windows 10.0.22631");
        row["platform"].ShouldBe("windows");
        row["original_at"].ShouldBe("2026-11-22T23:29:00.000Z");
    }

    [Theory]
    [InlineData("unknown", Key, true)]
    [InlineData(Key, "unknown", true)]
    [InlineData("unknown", "unknown", false)]
    public async Task KeysInHeaderAndBody_FirstKnownOneCounts(string header, string body, bool known)
    {
        await using var gateway = await IngestionHost.StartAsync();

        using var answer = await gateway.PostAsync("/v1/batch", $$"""{"batch":[],"writeKey":"{{body}}"}""", header);

        answer.StatusCode.ShouldBe(known ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task GetSettings_KnownKey_NamesTheIntegrationWithTheKey()
    {
        await using var gateway = await IngestionHost.StartAsync();

        (await gateway.Http.GetStringAsync($"/v1/projects/{Key}/settings")).ShouldBe(
            $$$$"""{"integrations":{"Segment.io":{"apiKey":"{{{{Key}}}}"}}}"""
        );
        using var unknown = await gateway.Http.GetAsync("/v1/projects/nobody/settings");
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task GetSourceConfig_Basic_NamesTheSource()
    {
        await using var gateway = await IngestionHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sourceConfig?p=android");
        request.Headers.Authorization = Basic(Key + ":");

        using var answer = await gateway.Http.SendAsync(request);

        (await answer.Content.ReadAsStringAsync()).ShouldBe(
            """{"source":{"id":"demo","name":"demo","enabled":true,"config":{},"destinations":[]}}"""
        );
    }

    private static async Task<IReadOnlyDictionary<string, string>> SendAsync(
        string path,
        string json,
        string? contentType,
        Action<HttpRequestMessage>? configure = null,
        bool gzip = false,
        bool chunked = false
    )
    {
        await using var gateway = await IngestionHost.StartAsync();
        var body = Encoding.UTF8.GetBytes(json);
        if (gzip)
        {
            using var target = new MemoryStream();
            await using (var stream = new GZipStream(target, CompressionLevel.Fastest))
            {
                stream.Write(body);
            }

            body = target.ToArray();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        request.Content.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);
        if (gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        configure?.Invoke(request);
        using var answer = await gateway.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return gateway.Registry.Rows.ShouldHaveSingleItem();
    }

    private static AuthenticationHeaderValue Basic(string user) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
}
