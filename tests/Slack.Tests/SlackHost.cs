using Maas.Tracking.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace Maas.Slack.Tests;

/// <summary>The notifier as the product registers it, with every log of any level kept.</summary>
internal sealed class SlackHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="webhook">The webhook's address; null leaves it out.</param>
    /// <param name="time">Null is the real one.</param>
    /// <param name="settings">Further settings below <c>Maas:Slack</c>.</param>
    public SlackHost(string? webhook, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in settings)
        {
            values[$"Maas:Slack:{key}"] = value;
        }

        if (webhook is not null)
        {
            values["Maas:Slack:WebhookUrl"] = webhook;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        _services = new ServiceCollection()
            .AddSingleton(time ?? TimeProvider.System)
            .AddMetrics()
            .AddFakeLogging()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace))
            .AddSlack(configuration)
            .BuildServiceProvider();
    }

    public IRunNotifier Notifier => _services.GetRequiredService<IRunNotifier>();

    public IReadOnlyList<IRunNotifier> Notifiers => [.. _services.GetServices<IRunNotifier>()];

    public IServiceProvider Services => _services;

    /// <summary>All that was logged, exceptions included.</summary>
    public string Logs =>
        string.Join(
            '\n',
            _services
                .GetFakeLogCollector()
                .GetSnapshot()
                .Select(record => $"{record.Category} {record.Level} {record.Message} {record.Exception}")
        );

    public void Validate() => _services.GetRequiredService<IStartupValidator>().Validate();

    public Task TellAsync(RunNotice notice) => Notifier.NotifyAsync(notice, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Limits that never come in impatient time, so that only pauses pass.</summary>
    public static (string, string)[] Patient { get; } =
    [("TryTimeout", $"{ImpatientTime.Limit}"), ("MessageTimeout", $"{ImpatientTime.Limit}"), ("Spacing", "0")];
}
