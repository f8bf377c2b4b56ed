using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Maas.Gateway;
using Maas.Gateway.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Maas.Silo.Tests.Docs;

/// <summary>The settings that docs/https.md shows, at a free port and with a certificate made for the test.</summary>
public sealed partial class HttpsPageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maas-https-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SettingsWithACertificate_ServeHttps()
    {
        using var certificate = WriteCertificate();
        await WriteSettingsAsync();
        await using var app = await StartAsync();
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, given, _, _) => given?.GetCertHashString() == certificate.GetCertHashString(),
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };

        using var answer = await client.GetAsync("/health/live");

        client.BaseAddress.Scheme.ShouldBe("https");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task WriteSettingsAsync()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "https.md"));
        var settings = JsonBlock().Match(page).Groups["settings"].Value;
        settings.ShouldContain("certs/fullchain.pem");
        settings = settings.Replace("*:8443", "127.0.0.1:0", StringComparison.Ordinal).Replace("certs/", "", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), settings);
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder, EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Maas:ReadKeys"] = "some-read-key", ["Maas:AdminKeys"] = "some-admin-key" }
        );
        builder.Services.AddGatewayHttp(builder.Configuration);
        var app = builder.Build();
        app.UseGatewayHttp();
        app.MapHealth();
        await app.StartAsync();
        return app;
    }

    private X509Certificate2 WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        File.WriteAllText(Path.Combine(_folder, "fullchain.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "privkey.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    [GeneratedRegex("```json\\n(?<settings>[^`]*)```", RegexOptions.NonBacktracking)]
    private static partial Regex JsonBlock();
}
