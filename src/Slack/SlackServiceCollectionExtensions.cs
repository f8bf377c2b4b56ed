using Maas.Slack.Messages;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Slack;

/// <summary>Registers Slack among those who are told of runs.</summary>
public static class SlackServiceCollectionExtensions
{
    /// <summary>Tells Slack too what became of runs, once <c>Maas:Slack:WebhookUrl</c> is set. Options: <c>Maas:Slack</c>.</summary>
    public static IServiceCollection AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(SlackOptions.Section);
        services.AddOptions<SlackOptions>().Bind(section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SlackOptions>, SlackOptionsValidator>());
        if (section[nameof(SlackOptions.WebhookUrl)] is null)
        {
            return services;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SlackInstruments>();
        services.TryAddSingleton<SlackWebhook>();
        services.TryAddSingleton<NoticeMessages>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRunNotifier, SlackNotifier>());
        return services;
    }
}
