using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Maas.Simulation.Service;

/// <summary>
/// The service's HTTP interface beyond ingestion, for the command line and the demo. Every failure is a <see cref="ServiceException"/>.
/// </summary>
public sealed class MaasClient : IDisposable
{
    private readonly HttpClient _http;

    public MaasClient(Uri url, string? key = null)
    {
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromSeconds(100),
        };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Fetches the settings document that every SDK begins with: proves that the service is there and takes the write key.</summary>
    public async Task CheckWriteKeyAsync(string writeKey, CancellationToken cancellationToken)
    {
        using var _ = await SendAsync(HttpMethod.Get, $"v1/projects/{Uri.EscapeDataString(writeKey)}/settings", null, cancellationToken);
    }

    /// <summary>Whether the service is ready, and if not, what it says is missing.</summary>
    public async Task<ServiceReadiness> GetReadinessAsync(CancellationToken cancellationToken)
    {
        using var response = await RequestAsync(HttpMethod.Get, "health/ready", null, cancellationToken);
        return await ReadAsync<ServiceReadiness>(response, "health/ready", cancellationToken);
    }

    /// <param name="app">The app.</param>
    /// <param name="key">The device key.</param>
    /// <param name="view"><c>merged</c>, <c>live</c> or <c>lake</c>.</param>
    /// <param name="cancellationToken">Breaks the request off.</param>
    public Task<ServiceDevice> GetDeviceAsync(string app, string key, string view, CancellationToken cancellationToken) =>
        ReadAsync<ServiceDevice>(
            HttpMethod.Get,
            $"v1/devices/{Uri.EscapeDataString(app)}/{Uri.EscapeDataString(key)}?view={Uri.EscapeDataString(view)}",
            null,
            cancellationToken
        );

    /// <summary>Runs, newest first.</summary>
    public async Task<IReadOnlyList<ServiceRun>> ListRunsAsync(int limit, CancellationToken cancellationToken) =>
        (await ReadAsync<ServiceRunList>(HttpMethod.Get, $"v1/runs?limit={limit}", null, cancellationToken)).Runs;

    /// <summary>Runs of the lake's housekeeping, newest first.</summary>
    public async Task<IReadOnlyList<ServiceRun>> ListMaintenanceAsync(int limit, CancellationToken cancellationToken) =>
        (await ReadAsync<ServiceRunList>(HttpMethod.Get, $"v1/runs?kind=maintenance&limit={limit}", null, cancellationToken)).Runs;

    /// <summary>Backfills, newest first.</summary>
    public async Task<IReadOnlyList<ServiceBackfill>> ListBackfillsAsync(CancellationToken cancellationToken) =>
        (await ReadAsync<ServiceBackfillList>(HttpMethod.Get, "v1/backfills", null, cancellationToken)).Backfills;

    public Task<ServiceBackfill> GetBackfillAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync<ServiceBackfill>(HttpMethod.Get, $"v1/backfills/{Uri.EscapeDataString(id)}", null, cancellationToken);

    /// <summary>Asks a run to stop.</summary>
    public Task<ServiceRun> CancelRunAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync<ServiceRun>(HttpMethod.Post, $"v1/runs/{Uri.EscapeDataString(id)}/cancel", null, cancellationToken);

    /// <summary>Asks what is left of a backfill to stop.</summary>
    public Task<ServiceBackfill> CancelBackfillAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync<ServiceBackfill>(HttpMethod.Post, $"v1/backfills/{Uri.EscapeDataString(id)}/cancel", null, cancellationToken);

    public Task<ServiceRun> GetRunAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync<ServiceRun>(HttpMethod.Get, $"v1/runs/{Uri.EscapeDataString(id)}", null, cancellationToken);

    /// <summary>Asks for runs of a period: the hours from <paramref name="from"/> up to and without <paramref name="to"/>.</summary>
    public Task<ServiceRunsRequested> RequestRunsAsync(string from, string to, bool dryRun, CancellationToken cancellationToken) =>
        ReadAsync<ServiceRunsRequested>(
            HttpMethod.Post,
            "v1/runs",
            JsonContent.Create(
                new
                {
                    from,
                    to,
                    dryRun,
                }
            ),
            cancellationToken
        );

    /// <summary>Begins to rebuild the registry; one under way goes on.</summary>
    public Task<ServiceRebuild> RebuildAsync(CancellationToken cancellationToken) =>
        ReadAsync<ServiceRebuild>(HttpMethod.Post, "v1/rebuild", null, cancellationToken);

    /// <summary>The latest rebuild.</summary>
    public Task<ServiceRebuild> GetRebuildAsync(CancellationToken cancellationToken) =>
        ReadAsync<ServiceRebuild>(HttpMethod.Get, "v1/rebuild", null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<T> ReadAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, content, cancellationToken);
        return await ReadAsync<T>(response, path, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(ServiceJson.Options, cancellationToken)
                ?? throw new ServiceException(ServiceFailureKind.Failed, $"The service answered null to /{path}.");
        }
        catch (JsonException failure)
        {
            throw new ServiceException(ServiceFailureKind.Failed, $"The answer to /{path} is not understood: {failure.Message}");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        var response = await RequestAsync(method, path, content, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ServiceException(
                response.StatusCode switch
                {
                    HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ServiceFailureKind.NotAuthorised,
                    HttpStatusCode.NotFound => ServiceFailureKind.NotFound,
                    HttpStatusCode.BadRequest => ServiceFailureKind.Wrong,
                    _ => ServiceFailureKind.Failed,
                },
                ProblemText.Of(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken))
            );
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new ServiceException(ServiceFailureKind.Unreachable, $"No service answers at {_http.BaseAddress} ({failure.Message}).");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(
                ServiceFailureKind.Unreachable,
                $"{_http.BaseAddress} gave no answer within {_http.Timeout.TotalSeconds:0} s."
            );
        }
    }
}
