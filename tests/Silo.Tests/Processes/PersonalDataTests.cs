using System.Net;
using System.Net.Http.Headers;

namespace Maas.Silo.Tests.Processes;

/// <summary>What a log may not hold, whatever befalls the service: it is shipped, kept and read by people whom no device has agreed to.</summary>
public sealed class PersonalDataTests
{
    private const string Key = "9f3c1d2e-personal-device";
    private const string AdvertisingId = "7a2b44c0-1111-4222-8333-0123456789ab";

    /// <summary>Everything that a request says of a person, each value unlike any other text.</summary>
    private static readonly string[] Personal =
    [
        Key,
        AdvertisingId,
        "jane.personal@example.org",
        "anonymous-personal",
        "198.51.100.77",
        "-10.944561",
        "-37.064213",
        "push-token-personal",
        "Jane's personal phone",
        "personal-trait",
        "personal-message",
    ];

    private static readonly string[] Keys = ["demo-write-key-2", "demo-read-key", "demo-admin-key"];

    [Fact]
    public async Task Log_ThroughGoodAndBadRequestsARunAndACrash_NamesNobody()
    {
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Maas__Apps__demo__WriteKeys__1"] = Keys[0],
            ["Maas__Gateway__TrustedProxyHops"] = "1",
        };
        var silo = await SiloProcess.StartAsync(data.Path, settings);
        var output = "";
        try
        {
            (await PostAsync(silo, Batch())).ShouldBe(HttpStatusCode.OK, silo.Output);
            await PostAsync(silo, Batch()[..^30]);
            await PostAsync(silo, Batch().Replace("-10.944561", "\"-10.944561\"", StringComparison.Ordinal));
            await PostAsync(silo, Batch().Replace("\"type\":\"track\"", "\"type\":\"personal-trait\"", StringComparison.Ordinal));
            await GetAsync(silo, $"/v1/devices/demo/{Key}");
            await GetAsync(silo, $"/v1/devices/demo/{Key}-unknown");
            await GetAsync(silo, $"/v1/devices?app=demo&gaid={AdvertisingId}");
            await GetAsync(silo, $"/v1/devices?app=demo&gaid={AdvertisingId}&view=nonsense");
            await RunClient.RunRecentAsync(silo);
            await silo.KillAsync();
            output = silo.Output;
        }
        finally
        {
            await silo.DisposeAsync();
        }

        await using var again = await SiloProcess.StartAsync(data.Path, settings);
        await GetAsync(again, $"/v1/devices/demo/{Key}");
        BreakTheStore(data.Path);
        await PostAsync(again, Batch().Replace("personal-message", "personal-message-again", StringComparison.Ordinal));
        await again.InterruptAsync();

        output += again.Output;
        output.ShouldContain("Maas is listening");
        Personal.Concat(Keys.Take(1)).Where(text => output.Contains(text, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(output);
    }

    /// <summary>So that what is logged of failures is seen too: the state of grains cannot be written any more.</summary>
    private static void BreakTheStore(string data)
    {
        foreach (var file in Directory.GetFiles(data, "*.db*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(new byte[4096]);
        }
    }

    private static string Batch() =>
        $$$$"""
            {"batch":[{"type":"track","event":"Moved","messageId":"personal-message","userId":"jane.personal@example.org","anonymousId":"anonymous-personal",
            "properties":{"note":"personal-trait"},"context":{"ip":"198.51.100.77","location":{"latitude":-10.944561,"longitude":-37.064213},
            "device":{"id":"{{{{Key}}}}","name":"Jane's personal phone","type":"android","advertisingId":"{{{{AdvertisingId}}}}","adTrackingEnabled":true,"token":"push-token-personal"}}}]}
            """;

    private static async Task<HttpStatusCode> PostAsync(SiloProcess silo, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/batch?writeKey=" + Keys[0], UriKind.Relative))
        {
            Content = new StringContent(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Keys[0] + ":"))
        );
        request.Headers.Add("X-Forwarded-For", "198.51.100.77");
        using var answer = await silo.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task GetAsync(SiloProcess silo, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Keys[1]);
        using var answer = await silo.Client.SendAsync(request);
    }
}
