using System.Net;
using System.Text.Json;

namespace Maas.Simulation.Service;

/// <summary>An error answer (RFC 9457) in a line.</summary>
internal static class ProblemText
{
    /// <summary>Title and detail where the body is a problem, else the status and the start of the body.</summary>
    public static string Of(HttpStatusCode status, string body)
    {
        try
        {
            if (JsonSerializer.Deserialize<Problem>(body, ServiceJson.Options) is { Title: { } title } problem)
            {
                return problem.Detail is null ? $"{title.TrimEnd('.')}." : $"{title.TrimEnd('.')}: {problem.Detail}";
            }
        }
        catch (JsonException)
        {
            // Not every answer comes from the service: a proxy may stand in between.
        }

        var start = body.Length > 200 ? body[..200] : body;
        return $"The service answered {(int)status} {status}{(start.Length == 0 ? "." : $": {start.ReplaceLineEndings(" ")}")}";
    }

    private sealed record Problem(string? Title, string? Detail);
}
