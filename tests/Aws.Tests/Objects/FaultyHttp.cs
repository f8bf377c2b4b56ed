namespace Maas.Aws.Tests.Objects;

/// <summary>Steps between the SDK and a server: each request goes through <see cref="OnSend"/>, which may send it on, answer itself or throw.</summary>
internal sealed class FaultyHttp : HttpMessageHandler
{
    private readonly HttpMessageInvoker _real = new(new SocketsHttpHandler());

    public Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> OnSend { get; set; } =
        static (_, send) => send();

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        return OnSend(request, () => _real.SendAsync(request, cancellationToken));
    }

    protected override void Dispose(bool disposing)
    {
        _real.Dispose();
        base.Dispose(disposing);
    }
}
