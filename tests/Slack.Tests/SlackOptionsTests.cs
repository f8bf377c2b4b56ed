using Microsoft.Extensions.Options;

namespace Maas.Slack.Tests;

public sealed class SlackOptionsTests
{
    [Fact]
    public async Task AddSlack_WithoutWebhook_TellsNobody()
    {
        await using var host = new SlackHost(webhook: null);

        host.Validate();
        host.Notifiers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://hooks.slack.com/services/T0/B0/X")]
    [InlineData("http://127.0.0.1:8081/hook")]
    [InlineData("http://localhost:8081/hook")]
    public async Task AddSlack_Webhook_TellsSlack(string webhook)
    {
        await using var host = new SlackHost(webhook);

        host.Validate();
        host.Notifiers.ShouldHaveSingleItem().ShouldBeOfType<SlackNotifier>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("hooks.slack.com/services/T0SECRET")]
    [InlineData("http://hooks.slack.com/services/T0SECRET")]
    [InlineData("file:///T0SECRET")]
    public async Task Validate_NoWebhookAddress_NamesTheKeyAndNotTheValue(string webhook)
    {
        await using var host = new SlackHost(webhook);

        var failure = Should.Throw<OptionsValidationException>(host.Validate);

        failure.Failures.ShouldHaveSingleItem().ShouldStartWith("Maas:Slack:WebhookUrl is no https address");
        failure.ToString().ShouldNotContain("T0SECRET", Case.Sensitive);
    }

    [Fact]
    public async Task Validate_EveryBadValue_IsNamedAtOnce()
    {
        await using var host = new SlackHost(
            "https://hooks.slack.com/services/T0/B0/X",
            time: null,
            ("ServiceUrl", "maas.example.com"),
            ("TriesMax", "0"),
            ("RetryPause", "00:02:00"),
            ("TryTimeout", "0"),
            ("MessageTimeout", "02:00:00"),
            ("Spacing", "-00:00:01")
        );

        var failure = Should.Throw<OptionsValidationException>(host.Validate);

        failure
            .Failures.Select(text => text.Split(' ')[0])
            .ShouldBe([
                "Maas:Slack:ServiceUrl",
                "Maas:Slack:TriesMax",
                "Maas:Slack:RetryPause",
                "Maas:Slack:TryTimeout",
                "Maas:Slack:MessageTimeout",
                "Maas:Slack:Spacing",
            ]);
    }
}
