using Microsoft.Extensions.Options;

namespace Maas.Slack;

/// <summary>Reports every bad value at once, each with its key and the fix. The webhook's address is not repeated: it is a secret.</summary>
internal sealed class SlackOptionsValidator : IValidateOptions<SlackOptions>
{
    public ValidateOptionsResult Validate(string? name, SlackOptions options)
    {
        List<string> errors = [];
        if (options.WebhookUrl is { } webhook && !IsWebhook(webhook))
        {
            errors.Add(
                $"{SlackOptions.Section}:{nameof(options.WebhookUrl)} is no https address (its value is not shown: it is a secret); give the one that Slack made for the incoming webhook, or leave it out."
            );
        }

        if (options.ServiceUrl is { } service && !(Parse(service) is { Query: "", Fragment: "" } address && IsWeb(address)))
        {
            errors.Add(
                $"{SlackOptions.Section}:{nameof(options.ServiceUrl)} is '{service}'; give an http or https address such as https://maas.example.com, or leave it out."
            );
        }

        Between(nameof(options.TriesMax), options.TriesMax, 1, 100);
        Between(nameof(options.RetryPause), options.RetryPause, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Between(nameof(options.TryTimeout), options.TryTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Between(nameof(options.MessageTimeout), options.MessageTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Between(nameof(options.Spacing), options.Spacing, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Between<T>(string key, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                errors.Add($"{SlackOptions.Section}:{key} is {value}; set it to {least} … {most}.");
            }
        }
    }

    /// <summary>Over a network the address travels in the clear unless it is https.</summary>
    private static bool IsWebhook(string text) =>
        Parse(text) is { } address && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback && IsWeb(address));

    private static bool IsWeb(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp;

    private static Uri? Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;
}
