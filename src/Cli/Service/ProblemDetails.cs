using System.Net;
using System.Text.Json;
using Maas.Cli.Output;

namespace Maas.Cli.Service;

/// <summary>An error as RFC 9457 has it.</summary>
internal sealed record ProblemDetails(string? Title, string? Detail, Dictionary<string, string[]>? Errors)
{
    /// <summary>The problem in a line: title and detail where the body is one, else the status and the start of the body.</summary>
    public static string Describe(HttpStatusCode status, string body)
    {
        try
        {
            if (JsonSerializer.Deserialize<ProblemDetails>(body, CliJson.Options) is { Title: not null } problem)
            {
                var errors = problem.Errors?.SelectMany(static field => field.Value.Select(text => $"{field.Key}: {text}")) ?? [];
                return string.Join(
                    ' ',
                    new[] { $"{problem.Title.TrimEnd('.')}.", problem.Detail }.Concat(errors).Where(static text => text is not null)
                );
            }
        }
        catch (JsonException)
        {
            // Not every answer comes from this service: a proxy may stand in between.
        }

        var start = body.Length > 200 ? body[..200] : body;
        return $"The service answered {(int)status} {status}{(start.Length == 0 ? "." : $": {start.ReplaceLineEndings(" ")}")}";
    }
}
