using System.Net;
using System.Net.Http.Json;

namespace Maas.Cli.Checks;

/// <summary>
/// Asks an incoming webhook for nothing: a message without text. Slack answers 400 to that from a webhook that lives, and 403, 404 or 410 from one
/// that does not; nothing is written to the channel either way.
/// </summary>
internal static class WebhookCheck
{
    private const string Name = "webhook";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static async Task<Finding> RunAsync(string? address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(address))
        {
            return Finding.Good(Name, "none: nobody is told of runs");
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            return Finding.Bad(Name, "is no address", "Copy it from the app's Incoming Webhooks page.");
        }

        try
        {
            using var http = new HttpClient { Timeout = Timeout };
            using var answer = await http.PostAsync(url, JsonContent.Create(new { }), cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.BadRequest => Finding.Good(Name, "answers"),
                HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => Finding.Bad(
                    Name,
                    $"answers {(int)answer.StatusCode}",
                    "Look again in a while: it is busy or down, which says nothing of the address."
                ),
                var refusal => Finding.Bad(
                    Name,
                    $"answers {(int)refusal}",
                    "Make a new webhook in Slack, and give its address to the service."
                ),
            };
        }
        catch (Exception failure)
            when (failure is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The address is a secret, and messages of the network name it.
            return Finding.Bad(Name, "does not answer", "Let the service reach it: a proxy or a security group may be in the way.");
        }
    }
}
