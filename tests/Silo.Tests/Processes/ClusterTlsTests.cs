using System.Net;
using System.Net.Sockets;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>A silo that encrypts its connections, and gateways with the right certificate, another authority's, and none.</summary>
public sealed class ClusterTlsTests
{
    [Fact]
    public async Task Gateway_IsServed_OnlyWithACertificateOfTheClustersAuthority()
    {
        using var data = new TemporaryFolder();
        using var authority = new ClusterAuthority();
        using var stranger = new ClusterAuthority();
        var port = FreePorts.Next();
        var ports = new Dictionary<string, string>(StringComparer.Ordinal) { ["Maas__Cluster__GatewayPort"] = $"{port}" };
        await using var silo = await SiloProcess.StartAsync(data.Path, Join(ports, authority.Settings("silo", authority)));

        await using var member = SiloProcess.LaunchGateway(Join(ports, authority.Settings("gateway", authority)));
        await using var foreigner = SiloProcess.LaunchGateway(Join(ports, stranger.Settings("foreigner", authority, stranger)));
        await using var open = SiloProcess.LaunchGateway(ports);
        await member.WaitUntilReadyAsync();

        (await SendAsync(member)).ShouldBe(HttpStatusCode.OK, member.Output);
        foreach (var outsider in new[] { foreigner, open })
        {
            await outsider.WaitForAsync(async () => await SendAsync(outsider) is HttpStatusCode.ServiceUnavailable, Patience.Limit, "up");
        }

        (await AnswersInTheClearAsync(port)).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_WithACertificateThatNobodyWouldAccept_SaysSo()
    {
        using var data = new TemporaryFolder();
        using var authority = new ClusterAuthority();
        using var stranger = new ClusterAuthority();

        await using var silo = SiloProcess.Launch(data.Path, stranger.Settings("silo", authority));

        (await silo.WaitForExitAsync()).ShouldBe(1, silo.Output);
        silo.Output.ShouldContain("Maas:Cluster:Tls names the certificate");
        silo.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Start_WithHalfOfTheFiles_NamesThem()
    {
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Maas__Cluster__Tls__CertificatePath"] = "silo.pem" };

        await using var silo = SiloProcess.Launch(data.Path, settings);

        (await silo.WaitForExitAsync()).ShouldBe(1, silo.Output);
        silo.Output.ShouldContain("Maas:Cluster:Tls needs CertificatePath, KeyPath and AuthorityPath, all three");
    }

    private static async Task<HttpStatusCode?> SendAsync(SiloProcess gateway)
    {
        using var body = new StringContent("""{"writeKey":"demo-write-key","anonymousId":"phone","event":"Hello"}""");
        try
        {
            using var answer = await gateway.Client.PostAsync(new Uri("/v1/track", UriKind.Relative), body);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Orleans speaks first in the clear; under TLS the server waits for the client's hello and closes on anything else.</summary>
    private static async Task<bool> AnswersInTheClearAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer).WaitAsync(Patience.Limit);
        }
        catch (IOException)
        {
            return false;
        }

        // A TLS alert is all that may come back: content type 21.
        return answer.Length > 0 && answer.GetBuffer()[0] != 21;
    }

    private static Dictionary<string, string> Join(params Dictionary<string, string>[] parts) =>
        parts.SelectMany(part => part).ToDictionary(StringComparer.Ordinal);
}
