using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Maas.Slack.Tests;

/// <summary>Retries, their bounds, and what is never told, against a real server.</summary>
public sealed class SlackDeliveryTests : IAsyncLifetime
{
    private readonly ImpatientTime _time = new();
    private SlackServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SlackServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Notify_SlackBusy_WaitsAsLongAsItSays()
    {
        await using var host = Host();
        _server.Answers(429, retryAfter: "30");

        await host.TellAsync(Notices.Succeeded);

        _server.Messages.Count.ShouldBe(2);
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(30)]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task Notify_SlackFails_SendsAgainWithGrowingPauses(int status)
    {
        await using var host = Host();
        _server.Answers(status, times: 4);

        await host.TellAsync(Notices.Succeeded);

        _server.Messages.Count.ShouldBe(5);
        _server.Messages.Select(message => message.GetRawText()).Distinct().Count().ShouldBe(1);
        _time.Waits.Count.ShouldBe(4);
        _time.Waits[^1].ShouldBeGreaterThan(_time.Waits[0]);
    }

    [Theory]
    [InlineData(400, "invalid_payload", "Slack refused the message: 400, invalid_payload.")]
    [InlineData(403, "action_prohibited", "Slack refused the message: 403, action_prohibited.")]
    [InlineData(404, "no_service", "Slack refused the message: 404, the webhook does not exist, no_service.")]
    [InlineData(410, "channel_is_archived", "Slack refused the message: 410, channel_is_archived.")]
    [InlineData(302, "", "Slack refused the message: 302.")]
    [InlineData(400, "<html>/" + SlackServer.Secret + "</html>", "Slack refused the message: 400.")]
    public async Task Notify_FinalAnswer_IsGivenUpAtOnceWithTheReason(int status, string body, string reason)
    {
        await using var host = Host();
        _server.Answers(status, body);

        var failure = await Should.ThrowAsync<SlackUndeliveredException>(() => host.TellAsync(Notices.Succeeded));

        failure.Message.ShouldBe(reason);
        _server.Messages.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(200)]
    public async Task Notify_AnswerWithALongPage_IsTakenByItsStatusAtOnce(int status)
    {
        await using var host = Host();
        _server.Answers(status, $"<html>{new string('x', 100_000)}</html>");

        var telling = host.TellAsync(Notices.Succeeded);

        if (status == 200)
        {
            await telling;
        }
        else
        {
            (await Should.ThrowAsync<SlackUndeliveredException>(() => telling)).Message.ShouldBe("Slack refused the message: 403.");
        }

        _server.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Notify_SlackKeepsFailing_EndsAfterTriesMaxAndThenTriesEachOnceUntilItIsBack()
    {
        await using var host = Host(("TriesMax", "3"));
        using var messages = new MetricCollector<long>(
            host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(),
            SlackInstruments.MeterName,
            "maas.slack.messages"
        );
        _server.Answers(500, times: 5);

        await Should.ThrowAsync<SlackUndeliveredException>(() => host.TellAsync(Notices.Succeeded));
        _server.Messages.Count.ShouldBe(3);
        await Should.ThrowAsync<SlackUndeliveredException>(() => host.TellAsync(Notices.Failed));
        _server.Messages.Count.ShouldBe(4);
        await Should.ThrowAsync<SlackUndeliveredException>(() => host.TellAsync(Notices.Failed));
        _server.Messages.Count.ShouldBe(5);
        await host.TellAsync(Notices.Succeeded);
        await host.TellAsync(Notices.Succeeded);

        _server.Messages[5].GetRawText().ShouldContain("3 earlier messages did not get here");
        _server.Messages[6].GetRawText().ShouldNotContain("earlier message");
        messages
            .GetMeasurementSnapshot()
            .Select(measurement => measurement.Tags["outcome"])
            .ShouldBe(["given_up", "given_up", "given_up", "delivered", "delivered"]);
    }

    [Fact]
    public async Task Notify_SlackNeverAnswers_IsGivenUpAfterItsTries()
    {
        _server.AnswersNever();
        _server.AnswersNever();
        await using var host = Host(("MessageTimeout", "01:00:00"), ("TriesMax", "2"));

        var telling = host.TellAsync(Notices.Succeeded);
        await _server.ArrivesAsync();
        _time.Advance(ImpatientTime.Limit);
        await _server.ArrivesAsync();
        _time.Advance(ImpatientTime.Limit);

        var failure = await Should.ThrowAsync<SlackUndeliveredException>(() => telling);
        failure.Message.ShouldBe("Slack cannot be reached: no answer in 00:20:00.");
        _server.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Notify_PausesOutlastMessageTimeout_IsGivenUpInIt()
    {
        _server.Answers(429, retryAfter: "3600");
        await using var host = Host();

        var telling = host.TellAsync(Notices.Succeeded);
        await _server.ArrivesAsync();
        _time.Advance(ImpatientTime.Limit);

        await Should.ThrowAsync<SlackUndeliveredException>(() => telling);
        _server.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Notify_ManyMessages_KeepSpaceBetweenThem()
    {
        await using var host = Host(("Spacing", "00:00:07"));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.TellAsync(Notices.Succeeded)));

        _time.Waits.ShouldBe([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)]);
    }

    [Fact]
    public async Task Notify_WhateverHappens_NobodySeesTheAddress()
    {
        var seen = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "System.Net.Http")
                {
                    seen.Add(activity.DisplayName + string.Join(' ', activity.TagObjects));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        _server.Answers(500, times: 2);
        _server.Answers(404, "no_service");
        await using var host = Host();
        var refused = await Should.ThrowAsync<SlackUndeliveredException>(() => host.TellAsync(Notices.Succeeded));
        await _server.DisposeAsync();
        var unreachable = await Should.ThrowAsync<SlackUndeliveredException>(() => host.TellAsync(Notices.Succeeded));
        await using var elsewhere = new SlackHost(
            $"http://127.0.0.1:1/{SlackServer.Secret}",
            _time,
            [.. SlackHost.Patient, ("TriesMax", "2")]
        );
        await Should.ThrowAsync<SlackUndeliveredException>(() => elsewhere.TellAsync(Notices.Succeeded));

        seen.ShouldBeEmpty();
        unreachable.Message.ShouldStartWith("Slack cannot be reached: ");
        foreach (var text in (string[])[host.Logs, elsewhere.Logs, refused.ToString(), unreachable.ToString()])
        {
            text.ShouldNotBeEmpty();
            text.ShouldNotContain("SECRET", Case.Insensitive);
        }
    }

    private SlackHost Host(params (string, string)[] settings) => new(_server.Webhook, _time, [.. SlackHost.Patient, .. settings]);
}
