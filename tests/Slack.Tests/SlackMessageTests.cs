using System.Text.Json;
using Maas.Tracking.Runs;

namespace Maas.Slack.Tests;

/// <summary>What a channel is shown, as it came over the wire.</summary>
public sealed class SlackMessageTests : IAsyncLifetime
{
    private SlackServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SlackServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Notify_Success_TellsHourTimeRowsBooksCostAndLink()
    {
        var message = await TellAsync(Notices.Succeeded, ("ServiceUrl", "https://maas.example.com/"));

        Text(message).ShouldBe("Hour 2026-11-22T10 is in the lake: 12,345 rows in 6 min 12 s");
        Blocks(message)[0].ShouldBe(":white_check_mark: *Hour 2026-11-22T10 is in the lake*");
        Fields(message)
            .ShouldBe([
                "*Took*\n6 min 12 s",
                "*Cluster's cost*\nabout $0.21",
                "*Rows delivered*\n12,000",
                "*Rows read*\n12,345",
                "*Matched*\n12,000",
                "*Unmatched*\n300",
                "*Duplicate*\n40",
                "*Bad*\n5",
                "*Set aside*\n3",
                "*Repeated*\n2",
                "*Refused by consent*\n1",
                "*Surplus*\n345",
                "*Devices changed*\n678",
            ]);
        Blocks(message)[^1]
            .ShouldBe(
                "run <https://maas.example.com/v1/runs/20261122T111000-00042|20261122T111000-00042>  ·  Spark on EMR emr-7.12.0  ·  "
                    + "cluster `j-2AXXXXXXGAPLF`  ·  logs `s3://bucket/logs/emr/j-2AXXXXXXGAPLF/`"
            );
    }

    [Fact]
    public async Task Notify_Failure_TellsReasonNextTryAndTheCommandThatRunsItAgain()
    {
        var message = await TellAsync(Notices.Failed);

        Text(message).ShouldBe("Hour 2026-11-22T10 failed: tracking_match/join: SparkException: &lt;Job&gt; aborted &amp; `gone`");
        Blocks(message)[..^1]
            .ShouldBe([
                ":x: *Hour 2026-11-22T10 failed*",
                "```tracking_match/join: SparkException: &lt;Job&gt; aborted &amp; 'gone'```",
                "Failed tries: 2. It is tried again <!date^1795350600^{date_short_pretty} {time}|2026-11-22 12:30Z>.",
                "To run it now: `maas run 2026-11-22T10 2026-11-22T11 --wait`\nTo see it in full: `maas runs 20261122T111000-00042`",
            ]);
    }

    [Fact]
    public async Task Notify_FailureWithoutFurtherTries_SaysSo()
    {
        var message = await TellAsync(Notices.Failed with { RetryAt = null, Tries = 8, Books = null, Cluster = null });

        Blocks(message).ShouldContain("Failed tries: 8. It is not tried again by itself.");
        Fields(message).ShouldBe(["*Took*\n6 min 12 s", "*Devices changed*\n678"]);
    }

    [Fact]
    public async Task Notify_DryRun_TellsWhatWouldChangeAndNoRows()
    {
        var example = new RowExample(RowChange.Added, [new("latitude", null, "48.1")]);
        var message = await TellAsync(
            Notices.Succeeded with
            {
                DryRun = true,
                Differences = [new("tracking", 1_200, 3, 1, 9) { Examples = [example] }, new("devices", 0, 0, 0, 9)],
            }
        );

        Blocks(message)[0].ShouldBe(":mag: *Hour 2026-11-22T10 was computed, and nothing changed*");
        Blocks(message).ShouldContain("`tracking`: 1,200 added, 3 removed, 1 changed\n`devices`: 0 added, 0 removed, 0 changed");
        message.GetRawText().ShouldNotContain("48.1", Case.Sensitive, "examples hold personal data");
    }

    [Theory]
    [InlineData(RunState.Cancelled, false, false, "Hour 2026-11-22T10 was cancelled")]
    [InlineData(RunState.Failed, true, false, "The dry run of hour 2026-11-22T10 failed")]
    [InlineData(RunState.Succeeded, false, true, "Hour 2026-11-22T10 is in the lake as far as it has come")]
    public async Task Notify_OtherOutcomes_AreNamed(RunState state, bool dryRun, bool provisional, string title)
    {
        var message = await TellAsync(Notices.Succeeded with { State = state, DryRun = dryRun, Provisional = provisional });

        Blocks(message)[0].ShouldNotBeNull().ShouldEndWith($" *{title}*");
        Text(message).ShouldStartWith(title);
    }

    [Fact]
    public async Task Notify_WarningsOfASuccess_AreTold()
    {
        var message = await TellAsync(Notices.Succeeded with { OverlinkedIds = 2, UnfinishedLinks = 1_500 });

        Blocks(message).ShouldContain(":warning: 2 advertising ids are carried by too many keys, and link none of them.");
        Blocks(message).ShouldContain(":warning: 1,500 links between keys and ids are left for the next run.");
    }

    [Fact]
    public async Task Notify_Backfill_IsOneDigestWithItsFailures()
    {
        var message = await TellAsync(
            Notices.Backfill("disk full", "2", "3", "4", "5", "6", "7"),
            ("ServiceUrl", "https://maas.example.com")
        );

        Text(message).ShouldBe("The backfill of 2026-11-22T10 up to 2026-11-23T10 has ended: 17 of 24 hours succeeded");
        Fields(message)[..4].ShouldBe(["*Took*\n1 h 30 min", "*Failed*\n7", "*Cancelled*\n0", "*Rows read*\n209,865"]);
        Blocks(message).ShouldContain("*2026-11-22T10* ```disk full```\nTo run it again: `maas run 2026-11-22T10 2026-11-22T11 --wait`");
        Blocks(message).ShouldContain("… and 2 more: `maas backfills 20261122T231500-00043`");
        Blocks(message)[^1].ShouldBe("backfill <https://maas.example.com/v1/backfills/20261122T231500-00043|20261122T231500-00043>");
    }

    [Fact]
    public async Task Notify_HousekeepingFailed_TellsReason()
    {
        var message = await TellAsync(new MaintenanceFailure("20261122T230512-m00042", "vacuum: denied"));

        Text(message).ShouldBe("Housekeeping of the lake failed: vacuum: denied");
        Blocks(message)
            .ShouldBe([
                ":warning: *Housekeeping of the lake failed*",
                "```vacuum: denied```",
                "run `20261122T230512-m00042`  ·  tried again after the next run of an hour",
            ]);
    }

    [Fact]
    public async Task Notify_LongestReasons_StayWithinSlacksBounds()
    {
        var reason = new string('&', RunRecord.ReasonLengthMax);
        foreach (
            var notice in (RunNotice[])
                [Notices.Failed with { Reason = reason }, Notices.Backfill(reason, reason, reason, reason, reason, reason)]
        )
        {
            var message = await TellAsync(notice);

            message.GetProperty("blocks").GetArrayLength().ShouldBeLessThanOrEqualTo(50);
            foreach (var block in message.GetProperty("blocks").EnumerateArray())
            {
                if (block.TryGetProperty("text", out var text))
                {
                    text.GetProperty("text").GetString()!.Length.ShouldBeLessThanOrEqualTo(3000);
                }

                if (block.TryGetProperty("fields", out var fields))
                {
                    fields.GetArrayLength().ShouldBeLessThanOrEqualTo(10);
                }
            }
        }
    }

    private async Task<JsonElement> TellAsync(RunNotice notice, params (string, string)[] settings)
    {
        await using var host = new SlackHost(_server.Webhook, settings: settings);
        await host.TellAsync(notice);
        return _server.Messages[^1];
    }

    private static string Text(JsonElement message) => message.GetProperty("text").GetString()!;

    /// <summary>The text of each block but those of fields.</summary>
    private static List<string?> Blocks(JsonElement message) =>
        [
            .. message
                .GetProperty("blocks")
                .EnumerateArray()
                .Where(block => !block.TryGetProperty("fields", out _))
                .Select(block =>
                    block.GetProperty("type").GetString() == "context"
                        ? block.GetProperty("elements")[0].GetProperty("text").GetString()
                        : block.GetProperty("text").GetProperty("text").GetString()
                ),
        ];

    private static List<string?> Fields(JsonElement message) =>
        [
            .. message
                .GetProperty("blocks")
                .EnumerateArray()
                .Where(block => block.TryGetProperty("fields", out _))
                .SelectMany(block => block.GetProperty("fields").EnumerateArray())
                .Select(field => field.GetProperty("text").GetString()),
        ];
}
