using System.Net;
using System.Text;
using Maas.Aws.Objects;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Aws.Tests.Objects;

/// <summary>What the store makes of lost answers, conflicts and connections that die, against the real server.</summary>
public sealed class S3FaultTests(FolderS3Server server) : IClassFixture<FolderS3Server>, IAsyncLifetime
{
    private const string Key = "lake/t/_delta_log/0.json";

    private readonly FaultyHttp _http = new();
    private readonly FakeTimeProvider _time = new();
    private S3ObjectStore? _store;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private S3ObjectStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _store = await server.CreateStoreAsync(handler: _http, time: _time);
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task PutIfAbsent_AnswerLost_KnowsItsOwnObject()
    {
        OnFirst(
            HttpMethod.Put,
            async send =>
            {
                using var lost = await send();
                throw new HttpRequestException("The connection was cut.");
            }
        );

        (await Store.PutIfAbsentAsync(Key, "mine"u8.ToArray(), Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task PutIfAbsent_AnswerLostButAnotherWriterOfTheSameBytesWasFirst_IsFalse()
    {
        (await Store.PutIfAbsentAsync(Key, "same"u8.ToArray(), Stop)).ShouldBeTrue();
        OnFirst(HttpMethod.Put, _ => throw new HttpRequestException("The connection was cut."));

        (await Store.PutIfAbsentAsync(Key, "same"u8.ToArray(), Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task PutIfAbsent_AnotherWriteUnderWay_IsTriedAgain()
    {
        var conflicts = 3;
        _http.OnSend = (request, send) => request.Method == HttpMethod.Put && conflicts-- > 0 ? Task.FromResult(Conflict(request)) : send();

        (await AdvanceUntilAsync(Store.PutIfAbsentAsync(Key, "mine"u8.ToArray(), Stop))).ShouldBeTrue();
    }

    [Fact]
    public async Task PutIfAbsent_AlwaysAnotherWriteUnderWay_FailsAfterABoundedTime()
    {
        _http.OnSend = (request, _) => Task.FromResult(Conflict(request));
        var before = _time.GetUtcNow();

        var failure = await Should.ThrowAsync<IOException>(() => AdvanceUntilAsync(Store.PutIfAbsentAsync(Key, "mine"u8.ToArray(), Stop)));

        failure.Message.ShouldContain(Key);
        failure.Message.ShouldContain("ConditionalRequestConflict");
        (_time.GetUtcNow() - before).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Read_BodyThatStopsArriving_FailsInsteadOfWaiting()
    {
        await Store.PutAsync(Key, "content"u8.ToArray(), Stop);
        _http.OnSend = async (request, send) =>
        {
            var answer = await send();
            answer.Content = new StreamContent(new SilentStream()) { Headers = { ContentLength = answer.Content.Headers.ContentLength } };
            return answer;
        };
        await using var stream = (await Store.OpenReadAsync(Key, Stop)).ShouldNotBeNull();

        var failure = await Should.ThrowAsync<IOException>(() => AdvanceUntilAsync(stream.ReadAsync(new byte[10], Stop).AsTask()));

        failure.Message.ShouldContain(Key);
    }

    [Fact]
    public async Task Read_BodyThatBreaksOff_GoesOnWhereItBroke()
    {
        var content = Enumerable.Range(0, 100_000).Select(at => (byte)at).ToArray();
        await Store.PutAsync(Key, content, Stop);
        var breaks = 3;
        _http.OnSend = async (_, send) =>
        {
            var answer = await send();
            if (breaks-- > 0)
            {
                var whole = await answer.Content.ReadAsByteArrayAsync(Stop);
                var part = new MemoryStream(whole, 0, 20_000);
                answer.Content = new StreamContent(new BrokenStream(part)) { Headers = { ContentLength = whole.Length } };
            }

            return answer;
        };
        await using var stream = (await Store.OpenReadAsync(Key, Stop)).ShouldNotBeNull();
        using var read = new MemoryStream();

        await stream.CopyToAsync(read, Stop);

        read.ToArray().ShouldBe(content);
        _http.Requests.ShouldBe(1 + 1 + 3);
    }

    [Fact]
    public async Task Read_BodyThatBreaksOffAndIsReplacedMeanwhile_FailsInsteadOfMixing()
    {
        await Store.PutAsync(Key, new byte[50_000], Stop);
        OnFirst(
            HttpMethod.Get,
            async send =>
            {
                var answer = await send();
                answer.Content = new StreamContent(new BrokenStream(new MemoryStream(new byte[10_000])))
                {
                    Headers = { ContentLength = 50_000 },
                };
                return answer;
            }
        );
        await using var stream = (await Store.OpenReadAsync(Key, Stop)).ShouldNotBeNull();
        await Store.PutAsync(Key, Enumerable.Repeat((byte)1, 50_000).ToArray(), Stop);

        var failure = await Should.ThrowAsync<IOException>(() => stream.CopyToAsync(Stream.Null, Stop));

        failure.Message.ShouldContain(Key);
    }

    [Fact]
    public async Task PutFile_CancelledBetweenItsParts_LeavesNoParts()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        _http.OnSend = async (request, send) =>
        {
            var answer = await send();
            if (request.Method == HttpMethod.Put)
            {
                await cancel.CancelAsync();
            }

            return answer;
        };
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, new byte[30 * 1024 * 1024], Stop);

            await Should.ThrowAsync<OperationCanceledException>(() => Store.PutFileAsync("lake/long.parquet", path, cancel.Token));
        }
        finally
        {
            File.Delete(path);
        }

        using var plain = server.CreateClient();
        var bucket = new Uri(Store.Locate("x")).Host;
        var left = await plain.ListMultipartUploadsAsync(bucket, Stop);
        (left.MultipartUploads ?? []).ShouldBeEmpty();
        (await Store.OpenReadAsync("lake/long.parquet", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task AnyMember_ServerFailing_IsAnErrorThatNamesTheObject()
    {
        _http.OnSend = (request, _) => Task.FromResult(Answer(request, HttpStatusCode.Forbidden, "AccessDenied"));

        foreach (var call in (Func<Task>[])[() => Store.PutAsync(Key, "x"u8.ToArray(), Stop), () => Store.OpenReadAsync(Key, Stop)])
        {
            var failure = await Should.ThrowAsync<IOException>(call);

            failure.Message.ShouldContain(Store.Locate(Key));
            failure.Message.ShouldContain("AccessDenied");
        }
    }

    private void OnFirst(HttpMethod method, Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> act)
    {
        var done = false;
        _http.OnSend = (request, send) =>
        {
            if (done || request.Method != method)
            {
                return send();
            }

            done = true;
            return act(send);
        };
    }

    private async Task<T> AdvanceUntilAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(work, Task.Delay(1, Stop));
        }

        return await work;
    }

    private static HttpResponseMessage Conflict(HttpRequestMessage request) =>
        Answer(request, HttpStatusCode.Conflict, "ConditionalRequestConflict");

    private static HttpResponseMessage Answer(HttpRequestMessage request, HttpStatusCode status, string code) =>
        new(status)
        {
            RequestMessage = request,
            Content = new StringContent($"<Error><Code>{code}</Code><Message>No.</Message></Error>", Encoding.UTF8, "application/xml"),
        };

    /// <summary>A body whose connection is reset after some bytes.</summary>
    private sealed class BrokenStream(MemoryStream arrived) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await arrived.ReadAsync(buffer, cancellationToken) is var count and > 0
                ? count
                : throw new IOException("Unable to read data from the transport connection: Connection reset by peer.");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>A body of which no byte ever comes.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
