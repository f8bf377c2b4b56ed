using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Maas.Cli.Output;

namespace Maas.Cli.Service;

/// <summary>The service's HTTP interface, its failures turned into exit codes.</summary>
internal sealed class MaasClient : IDisposable
{
    private readonly HttpClient _http;

    public MaasClient(Uri url, string? bearer = null)
    {
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(100) };
        if (bearer is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }
    }

    /// <summary>Fetches the settings document that every SDK begins with: proves that the service is there and takes the write key.</summary>
    public async Task CheckWriteKeyAsync(string writeKey, CancellationToken cancellationToken)
    {
        using var _ = await SendAsync(HttpMethod.Get, $"v1/projects/{Uri.EscapeDataString(writeKey)}/settings", null, cancellationToken);
    }

    /// <summary>The answer to a GET as JSON.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        await ReadAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>The answer to a POST as JSON.</summary>
    public async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        await ReadAsync<T>(HttpMethod.Post, path, JsonContent.Create(body, options: CliJson.Options), cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<T> ReadAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, content, cancellationToken);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(CliJson.Options, cancellationToken)
                ?? throw new CliException(ExitCode.Failed, $"The service answered null to {method} /{path}.");
        }
        catch (JsonException failure)
        {
            throw new CliException(
                ExitCode.Failed,
                $"The answer to {method} /{path} is not what this version of maas expects: {failure.Message}"
            );
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            var response = await _http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await FailureOf(response, cancellationToken);
            }
        }
        catch (HttpRequestException failure)
        {
            throw new CliException(
                ExitCode.Unreachable,
                $"No service answers at {_http.BaseAddress} ({failure.Message}). Start one with: dotnet run -c Release --project src/Silo"
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Unreachable, $"{_http.BaseAddress} gave no answer within {_http.Timeout.TotalSeconds:0} s.");
        }
    }

    private static async Task<CliException> FailureOf(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAuthorised,
            HttpStatusCode.NotFound => ExitCode.NotFound,
            HttpStatusCode.BadRequest => ExitCode.Usage,
            _ => ExitCode.Failed,
        };
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new CliException(code, ProblemDetails.Describe(response.StatusCode, text));
    }
}
