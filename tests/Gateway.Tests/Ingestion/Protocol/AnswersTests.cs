using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Maas.Contracts.Devices;
using Maas.Gateway.Ingestion.Http;
using Maas.Gateway.Tests.Ingestion.Support;
using Maas.Tracking.Delivery;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Gateway.Tests.Ingestion.Protocol;

/// <summary>The exact answers of the protocol, bad input and faults, over real sockets.</summary>
public sealed class AnswersTests
{
    private const string One = """{"type":"track","event":"E","messageId":"m","anonymousId":"a"}""";

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("""{"batch":[{"type":"track",}]}""")]
    [InlineData("""{"batch":[]} trailing""")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"batch":{}}""")]
    public async Task Post_BodyThatIsNoBatch_Is400(string body)
    {
        await using var gateway = await IngestionHost.StartAsync();

        using var answer = await gateway.PostAsync("/v1/batch", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("""{"success":false,"message":""");
        gateway.Registry.Appends.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_DeeplyNested_Is400()
    {
        await using var gateway = await IngestionHost.StartAsync();
        var deep = new string('[', 100_000) + new string(']', 100_000);

        using var answer = await gateway.PostAsync("/v1/batch", "{\"batch\":[{\"type\":\"track\",\"properties\":{\"a\":" + deep + "}}]}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Post_EmptyBatch_Is200AndNothingIsWritten()
    {
        await using var gateway = await IngestionHost.StartAsync();

        using var answer = await gateway.PostAsync("/v1/batch", """{"batch":[]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Registry.Appends.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2_500, HttpStatusCode.OK)]
    [InlineData(2_501, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Post_ManyEvents_AreBounded(int events, HttpStatusCode expected)
    {
        await using var gateway = await IngestionHost.StartAsync();
        var batch = string.Join(
            ',',
            Enumerable.Range(0, events).Select(index => $$"""{"type":"track","messageId":"{{index}}","userId":"u"}""")
        );

        using var answer = await gateway.PostAsync("/v1/batch", $$"""{"batch":[{{batch}}]}""");

        answer.StatusCode.ShouldBe(expected);
        gateway.Registry.Rows.Count.ShouldBe(expected == HttpStatusCode.OK ? events : 0);
    }

    [Fact]
    public async Task Post_BodyAboveTheBatchLimit_Is413()
    {
        await using var gateway = await IngestionHost.StartAsync();

        using var answer = await gateway.PostAsync("/v1/batch", $$"""{"batch":[{{One}}],"pad":"{{new string('x', 513_000)}}"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Post_GzipBomb_Is413()
    {
        await using var gateway = await IngestionHost.StartAsync();
        var bomb = Gzip(Encoding.UTF8.GetBytes($$"""{"batch":[{{One}}],"pad":"{{new string('x', 100_000_000)}}"}"""));
        bomb.Length.ShouldBeLessThan(500_000);

        using var answer = await gateway.PostAsync("/v1/batch", bomb, encoding: "gzip");

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Post_GzipOfExactlyTheLimit_IsRead()
    {
        await using var gateway = await IngestionHost.StartAsync(("Maas:Gateway:DecompressedBytesMax", "100000"));
        var json = $$"""{"batch":[{{One}}]}""".PadRight(100_000);

        using var exact = await gateway.PostAsync("/v1/batch", Gzip(Encoding.UTF8.GetBytes(json)), encoding: "gzip");
        using var above = await gateway.PostAsync("/v1/batch", Gzip(Encoding.UTF8.GetBytes(json + " ")), encoding: "gzip");

        exact.StatusCode.ShouldBe(HttpStatusCode.OK);
        above.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task Post_TruncatedGzip_Is400(double share)
    {
        await using var gateway = await IngestionHost.StartAsync();
        var whole = Gzip(Encoding.UTF8.GetBytes($$"""{"batch":[{{One}}],"pad":"{{Guid.NewGuid()}}"}"""));

        using var answer = await gateway.PostAsync("/v1/batch", whole[..(int)(whole.Length * share)], encoding: "gzip");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        gateway.Registry.Appends.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.BadRequest)]
    [InlineData(4, HttpStatusCode.BadRequest)]
    [InlineData(8, HttpStatusCode.BadRequest)]
    [InlineData(20, HttpStatusCode.BadRequest)]
    public async Task Post_GzipOfTwoMembers_Is200UnlessItIsTruncated(int missing, HttpStatusCode expected)
    {
        await using var gateway = await IngestionHost.StartAsync();
        var body = Encoding.UTF8.GetBytes($$"""{"batch":[{{One}}],"pad":"{{Guid.NewGuid()}}"}""");
        byte[] members = [.. Gzip(body[..40]), .. Gzip(body[40..])];

        using var answer = await gateway.PostAsync("/v1/batch", members[..^missing], encoding: "gzip");

        answer.StatusCode.ShouldBe(expected);
        gateway.Registry.Rows.Count.ShouldBe(missing == 0 ? 1 : 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    public async Task Post_EncodingThatIsNone_Is200(string encoding)
    {
        await using var gateway = await IngestionHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/batch");
        request.Content = new StringContent($$"""{"batch":[{{One}}],"writeKey":"{{IngestionHost.WriteKey}}"}""");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding).ShouldBeTrue();

        using var answer = await gateway.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Registry.Rows.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Post_EncodingThatIsNotWhatItSays_Is400(string encoding)
    {
        await using var gateway = await IngestionHost.StartAsync();

        using var answer = await gateway.PostAsync("/v1/batch", Encoding.UTF8.GetBytes($$"""{"batch":[{{One}}]}"""), encoding: encoding);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Post_UnknownWriteKey_Is401(string? key)
    {
        await using var gateway = await IngestionHost.StartAsync();

        using var answer = await gateway.PostAsync("/v1/batch", $$"""{"batch":[{{One}}],"writeKey":"nobody"}""", key);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"success":false,"message":"invalid write key"}""");
        gateway.Registry.Appends.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DeliveryOutcome.Refused)]
    [InlineData(DeliveryOutcome.Unknown)]
    public async Task Post_NotDurable_Is503WithRetryAfter(DeliveryOutcome outcome)
    {
        await using var gateway = await IngestionHost.StartAsync(("Maas:Gateway:RetryAfter", "00:00:07"));
        gateway.Registry.Answer = _ => Task.FromResult(new AppendResult(outcome, 0, 0, 0));

        using var answer = await gateway.PostAsync("/v1/batch", $$"""{"batch":[{{One}}]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.GetValues("Retry-After").ShouldBe(["7"]);
    }

    [Fact]
    public async Task Post_OneOfTwoDevicesNotDurable_Is503()
    {
        await using var gateway = await IngestionHost.StartAsync();
        gateway.Registry.Answer = events =>
            Task.FromResult(
                new AppendResult(gateway.Registry.Appends.Count == 1 ? DeliveryOutcome.Durable : DeliveryOutcome.Refused, 0, 0, 0)
            );

        using var answer = await gateway.PostAsync(
            "/v1/batch",
            """{"batch":[{"type":"track","userId":"a"},{"type":"track","userId":"b"}]}"""
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        gateway.Registry.Appends.Select(append => append.Grain).ShouldBe(["demo/user:a", "demo/user:b"]);
    }

    [Fact]
    public async Task Post_GrainThrows_Is503()
    {
        await using var gateway = await IngestionHost.StartAsync();
        gateway.Registry.Answer = _ => throw new InvalidOperationException("overloaded");

        using var answer = await gateway.PostAsync("/v1/batch", $$"""{"batch":[{{One}}]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Post_GrainDoesNotAnswer_Is503AfterTheTimeout()
    {
        await using var gateway = await IngestionHost.StartAsync();
        gateway.Registry.Answer = _ => new TaskCompletionSource<AppendResult>().Task;

        var asked = gateway.PostAsync("/v1/batch", $$"""{"batch":[{{One}}]}""");
        await gateway.Time.WhenWaitedForAsync(TimeSpan.FromSeconds(20));
        gateway.Time.Advance(TimeSpan.FromSeconds(19.9));
        using var other = await gateway.PostAsync("/v1/batch", "{");
        asked.IsCompleted.ShouldBeFalse();
        gateway.Time.Advance(TimeSpan.FromSeconds(0.1));

        using var answer = await asked;
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Post_GrainStillHoldsTheRowsAfterTheTimeout_TheBodyCountsAsInFlightUntilItEnds()
    {
        await using var gateway = await IngestionHost.StartAsync(
            ("Maas:Gateway:InFlightBytesMax", "40000"),
            ("Maas:Gateway:BatchBytesMax", "40000")
        );
        var held = new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Registry.Answer = _ => held.Task;
        var body = $$"""{"batch":[{{One}}],"writeKey":"{{IngestionHost.WriteKey}}","pad":"{{new string('x', 20_000)}}"}""";

        // On one connection a request begins only once the server has done with the one before.
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = gateway.Address };
        var first = PostAsync();
        await gateway.Time.WhenWaitedForAsync(TimeSpan.FromSeconds(20));
        gateway.Time.Advance(TimeSpan.FromSeconds(20));
        (await first).ShouldContain("it is not known");

        (await PostAsync()).ShouldContain("too many bytes in flight");
        held.SetResult(new AppendResult(DeliveryOutcome.Durable, 1, 0, 0));
        var inFlight = gateway.Services.GetRequiredService<InFlightBytes>();
        while (inFlight.Held > 0)
        {
            await Task.Yield();
        }

        (await PostAsync()).ShouldBe("""{"success":true}""");

        async Task<string> PostAsync()
        {
            using var answer = await http.PostAsync("/v1/batch", new StringContent(body)).WaitAsync(TimeSpan.FromMinutes(5));
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task Post_RejectsNotDurable_Is503()
    {
        await using var gateway = await IngestionHost.StartAsync();
        gateway.Registry.RejectAnswer = () => DeliveryOutcome.Refused;

        using var answer = await gateway.PostAsync("/v1/batch", $$"""{"batch":[{{One}},7]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Post_AboveTheRate_Is429UntilTheBucketFills()
    {
        await using var gateway = await IngestionHost.StartAsync(
            ("Maas:Gateway:EventsPerSecondMax", "1"),
            ("Maas:Gateway:EventsBurst", "2")
        );
        var body = $$"""{"batch":[{{One}},{{One}}]}""";

        using var first = await gateway.PostAsync("/v1/batch", body);
        using var second = await gateway.PostAsync("/v1/batch", body);
        using var other = await gateway.PostAsync("/v1/batch", body, "shop-write-key");
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        using var third = await gateway.PostAsync("/v1/batch", body);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        second.Headers.GetValues("Retry-After").ShouldBe(["5"]);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_TooMuchInFlight_Is503AndRoomComesBack()
    {
        await using var gateway = await IngestionHost.StartAsync(
            ("Maas:Gateway:InFlightBytesMax", "40000"),
            ("Maas:Gateway:BatchBytesMax", "40000")
        );
        var held = new TaskCompletionSource<AppendResult>();
        var called = new TaskCompletionSource();
        gateway.Registry.Answer = _ =>
        {
            called.TrySetResult();
            return held.Task;
        };
        var body = $$"""{"batch":[{{One}}],"pad":"{{new string('x', 20_000)}}"}""";

        var first = gateway.PostAsync("/v1/batch", body);
        await called.Task;
        using var second = await gateway.PostAsync("/v1/batch", body);
        held.SetResult(new AppendResult(DeliveryOutcome.Durable, 1, 0, 0));
        using var firstAnswer = await first;
        using var third = await gateway.PostAsync("/v1/batch", body);

        second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        firstAnswer.StatusCode.ShouldBe(HttpStatusCode.OK);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    public async Task OtherMethod_OnIngestPath_Is405(string method)
    {
        await using var gateway = await IngestionHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/batch");

        using var answer = await gateway.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Options_Preflight_AllowsAnyOriginAndTheAskedHeaders()
    {
        await using var gateway = await IngestionHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/t");
        request.Headers.Add("Origin", "https://shop.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");

        using var answer = await gateway.Http.SendAsync(request);

        answer.IsSuccessStatusCode.ShouldBeTrue();
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        answer.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["authorization,content-type"]);
    }

    [Fact]
    public async Task Post_ClientGoneInMidBody_HasNoEffect()
    {
        await using var gateway = await IngestionHost.StartAsync();
        using (var socket = new TcpClient(gateway.Address.Host, gateway.Address.Port))
        {
            var head = $"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{\"batch\":[{One}";
            await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head));
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        using var answer = await gateway.PostAsync("/v1/batch", $$"""{"batch":[{{One}}]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Registry.Appends.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_SlowBody_Is408()
    {
        // Kestrel measures the rate by its own clock, once a second, after the period of grace.
        await using var gateway = await IngestionHost.StartAsync(
            ("Maas:Gateway:BodyBytesPerSecondMin", "1000000"),
            ("Maas:Gateway:BodyGracePeriod", "00:00:01.1")
        );
        using var socket = new TcpClient(gateway.Address.Host, gateway.Address.Port);
        await socket.GetStream().WriteAsync("POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"u8.ToArray());

        using var reader = new StreamReader(socket.GetStream());

        (await reader.ReadLineAsync()).ShouldStartWith("HTTP/1.1 408");
        gateway.Registry.Appends.ShouldBeEmpty();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }
}
