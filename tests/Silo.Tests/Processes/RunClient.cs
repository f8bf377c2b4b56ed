using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Maas.Silo.Tests.Processes;

/// <summary>The batch endpoints, as a script would use them.</summary>
internal static class RunClient
{
    private static readonly string[] Ended = ["succeeded", "failed", "cancelled"];

    /// <summary>Asks for runs of the hours from (inclusive) to (exclusive) and returns them as first answered.</summary>
    public static async Task<JsonArray> RequestAsync(HttpClient client, DateTimeOffset from, DateTimeOffset to)
    {
        using var request = Authorized(HttpMethod.Post, "/v1/runs");
        request.Content = JsonContent.Create(
            new
            {
                from = Hour(from),
                to = Hour(to),
                dryRun = false,
            }
        );
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, body);
        return JsonNode.Parse(body)!["runs"]!.AsArray();
    }

    public static async Task<JsonNode> GetAsync(HttpClient client, string id)
    {
        using var request = Authorized(HttpMethod.Get, $"/v1/runs/{id}");
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }

    /// <summary>The latest runs, the newest first.</summary>
    public static async Task<JsonArray> ListAsync(HttpClient client)
    {
        using var request = Authorized(HttpMethod.Get, "/v1/runs");
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["runs"]!.AsArray();
    }

    public static async Task<JsonNode> WaitForEndAsync(SiloProcess silo, string id)
    {
        JsonNode run = new JsonObject();
        await silo.WaitForAsync(
            async () =>
            {
                run = await GetAsync(silo.Client, id);
                return Ended.Contains(run["state"]!.GetValue<string>());
            },
            TimeSpan.FromMinutes(4),
            $"done with run {id}"
        );
        return run;
    }

    /// <summary>Runs every hour that holds rows from an hour ago to the end of the present one, and returns the ended runs.</summary>
    public static async Task<IReadOnlyList<JsonNode>> RunRecentAsync(SiloProcess silo)
    {
        var now = TimeProvider.System.GetUtcNow();
        var runs = await RequestAsync(silo.Client, now.AddHours(-1), now.AddHours(1));
        var ended = new List<JsonNode>();
        foreach (var run in runs)
        {
            var end = await WaitForEndAsync(silo, run!["id"]!.GetValue<string>());
            end["state"]!.GetValue<string>().ShouldBe("succeeded", end.ToJsonString());
            ended.Add(end);
        }

        return ended;
    }

    private static HttpRequestMessage Authorized(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "demo-admin-key");
        return request;
    }

    private static string Hour(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH");
}
