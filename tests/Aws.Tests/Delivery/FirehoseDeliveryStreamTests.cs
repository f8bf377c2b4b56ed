using System.Net;
using System.Text;
using Amazon.Runtime;
using Maas.Aws.Firehose;
using Maas.Tracking.Delivery;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Aws.Tests.Delivery;

public sealed class FirehoseDeliveryStreamTests : IAsyncLifetime
{
    private const string Tracking = "maas-tracking";
    private const string Devices = "maas-devices";
    private const string Rejected = "maas-rejected";
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 10, 0, TimeSpan.Zero));
    private readonly FakeFirehose _firehose = new();
    private FirehoseHost _host = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync() => _host = await FirehoseHost.StartAsync(_folder.Path, _firehose, _time);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Append_WithinTheLinger_SharesOneRecord()
    {
        var first = Append(tracking: ["a"]);
        _time.Advance(Linger / 2);
        var second = Append(tracking: ["b"]);
        _time.Advance(Linger / 2);

        (await Task.WhenAll(first, second)).ShouldAllBe(outcome => outcome == DeliveryOutcome.Durable);
        _firehose.Calls.ShouldHaveSingleItem().Records.ShouldBe(["a\nb\n"]);
    }

    [Fact]
    public async Task Append_UnderLoad_FillsRecordsAndCallsWithinTheLimits()
    {
        var row = new string('x', 999);
        var appends = Enumerable.Range(0, 600).Select(_ => Append(tracking: [.. Enumerable.Repeat(row, 14)])).ToList();
        _time.Advance(Linger);

        (await Task.WhenAll(appends)).ShouldAllBe(outcome => outcome == DeliveryOutcome.Durable);
        var calls = _firehose.Calls;
        calls.Sum(call => call.Bytes).ShouldBe(600 * 14 * 1000);
        calls.Count.ShouldBeInRange(3, 5);
        foreach (var call in calls)
        {
            call.Records.Count.ShouldBeLessThanOrEqualTo(500);
            call.Bytes.ShouldBeLessThanOrEqualTo(3_000_000);
            call.Records.ShouldAllBe(record => record.EndsWith('\n'));
            call.Records.ShouldAllBe(record => record.Length <= 261_120);
            call.Records.SkipLast(1).ShouldAllBe(record => record.Length >= 100 * 1024);
        }
    }

    [Fact]
    public async Task Append_LargerThanARecord_IsPartedBetweenRows()
    {
        var rows = Enumerable.Range(0, 5000).Select(number => $"{number:D8}{new string('x', 191)}").ToList();
        var append = Append(tracking: rows);
        _time.Advance(Linger);

        (await append).ShouldBe(DeliveryOutcome.Durable);
        _firehose.Rows(Tracking).ShouldBe(rows);
        _firehose.Calls.SelectMany(call => call.Records).Count().ShouldBe(4);
        (await ReadTallyAsync()).Delivered.ShouldBe(5000);
    }

    [Fact]
    public async Task Append_RowLargerThanAFullRecord_HasARecordOfItsOwn()
    {
        var row = new string('x', 900_000);
        var append = Append(tracking: ["a", row, "b"]);
        _time.Advance(Linger);

        (await append).ShouldBe(DeliveryOutcome.Durable);
        _firehose.Rows(Tracking).ShouldBe(["a", row, "b"]);
    }

    [Fact]
    public async Task Append_RowLargerThanAnyRecord_IsSetAsideWithTheRestDelivered()
    {
        var append = Append(tracking: ["a", new string('x', 1_024_000), "b"]);
        await AdvanceUntilAsync(append);

        (await append).ShouldBe(DeliveryOutcome.Durable);
        _firehose.Rows(Tracking).ShouldBe(["a", "b"]);
        var rejected = _firehose.Rows(Rejected).ShouldHaveSingleItem();
        rejected.ShouldStartWith("1,2026-11-22T12:10:00.000Z,demo,undeliverable,The row is longer than a record of 1024000 bytes.,,,xxx");
        (await ReadTallyAsync()).ShouldBe(new HourTally("demo", 2, 0, 1, 0, 0));
    }

    [Fact]
    public async Task Append_DeviceAndTrackingRows_SendsTrackingOnceTheDeviceIsAccepted()
    {
        var deviceCalled = new TaskCompletionSource();
        var deviceAccepted = new TaskCompletionSource();
        _firehose.Answer = async (call, _) =>
        {
            if (call.Stream == Devices)
            {
                deviceCalled.SetResult();
                await deviceAccepted.Task;
            }

            return new string?[call.Records.Count];
        };

        var append = Append(tracking: ["t"], devices: ["d"], rejected: ["r"]);
        _time.Advance(Linger);
        await deviceCalled.Task;
        _firehose.Calls.ShouldHaveSingleItem().Stream.ShouldBe(Devices);
        deviceAccepted.SetResult();

        // The rest has lingered with the device row, so that it needs no more time.
        (await append).ShouldBe(DeliveryOutcome.Durable);
        _firehose.Taken.ShouldBe([(Devices, "d"), (Tracking, "t"), (Rejected, "r")], ignoreOrder: true);
        (await ReadTallyAsync()).ShouldBe(new HourTally("demo", 1, 1, 1, 0, 0));
    }

    [Fact]
    public async Task Append_SomeRecordsFail_SendsOnlyThoseAgain()
    {
        var rows = Enumerable.Range(0, 1000).Select(number => $"{number:D8}{new string('x', 991)}").ToList();
        _firehose.Answer = (call, _) =>
            Task.FromResult<IReadOnlyList<string?>>([
                .. call.Records.Select((_, at) => _firehose.Calls.Count == 1 && at == 1 ? "ServiceUnavailableException" : null),
            ]);
        var append = Append(tracking: rows);
        await AdvanceUntilAsync(append);

        (await append).ShouldBe(DeliveryOutcome.Durable);
        _firehose.Rows(Tracking).ShouldBe(rows, ignoreOrder: true);
        var calls = _firehose.Calls;
        calls.Count.ShouldBe(2);
        calls[1].Records.ShouldBe([calls[0].Records[1]]);
        _host.Delivery.Health.Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task Append_ThrottledUntilItsTimeIsUp_IsRefusedAndUncounted()
    {
        _firehose.Answer = (_, _) => throw Error("ServiceUnavailableException", HttpStatusCode.ServiceUnavailable);
        var append = Append(tracking: ["a"], devices: ["d"]);
        await AdvanceUntilAsync(append);

        (await append).ShouldBe(DeliveryOutcome.Refused);
        _firehose.CallsOf(Tracking).ShouldBeEmpty();
        _firehose.CallsOf(Devices).Count.ShouldBeInRange(4, 40);
        _host.Delivery.Health.Ready.ShouldBeFalse();
        _host.Delivery.Health.Reason.ShouldContain("ServiceUnavailableException");
        (await ReadTallyAsync()).ShouldBe(new HourTally("demo", 0, 0, 0, 0, 0));
    }

    [Fact]
    public async Task Append_TrackingRefusedAfterTheDeviceWasAccepted_IsUnknown()
    {
        _firehose.Answer = (call, _) =>
            call.Stream == Tracking
                ? throw Error("ServiceUnavailableException", HttpStatusCode.ServiceUnavailable)
                : Task.FromResult<IReadOnlyList<string?>>(new string?[call.Records.Count]);
        var append = Append(tracking: ["a"], devices: ["d"]);
        await AdvanceUntilAsync(append);

        (await append).ShouldBe(DeliveryOutcome.Unknown);
    }

    [Fact]
    public async Task Append_CallsHang_IsUnknownWithinItsTime()
    {
        _firehose.Answer = async (_, cancelled) =>
        {
            await Task.Delay(Timeout.Infinite, cancelled);
            return [];
        };
        var append = Append(tracking: ["a"]);
        var waited = await AdvanceUntilAsync(append);

        (await append).ShouldBe(DeliveryOutcome.Unknown);
        waited.ShouldBeLessThan(RetryTime + TimeSpan.FromSeconds(7));
        _host.Delivery.Health.Reason.ShouldContain("no answer within 5 s");
    }

    [Fact]
    public async Task Append_WaitsBehindCallsThatHang_IsRefusedWithinItsTime()
    {
        await RestartAsync(("CallTimeout", "00:00:30"));
        var hanging = new SemaphoreSlim(0);
        _firehose.Answer = async (_, cancelled) =>
        {
            hanging.Release();
            await Task.Delay(Timeout.Infinite, cancelled);
            return [];
        };
        var first = new List<Task<DeliveryOutcome>>();
        for (var call = 0; call < 4; call++)
        {
            first.Add(Append(tracking: ["a"]));
            _time.Advance(Linger);
            await hanging.WaitAsync(TestContext.Current.CancellationToken);
        }

        var last = Append(tracking: ["b"]);
        var waited = await AdvanceUntilAsync(last);
        await AdvanceUntilAsync(Task.WhenAll(first));

        waited.ShouldBeLessThan(RetryTime + TimeSpan.FromSeconds(2));
        (await last).ShouldBe(DeliveryOutcome.Refused);
        (await Task.WhenAll(first)).ShouldAllBe(outcome => outcome == DeliveryOutcome.Unknown);
    }

    [Theory]
    [InlineData("ResourceNotFoundException", HttpStatusCode.BadRequest)]
    [InlineData("AccessDeniedException", HttpStatusCode.BadRequest)]
    [InlineData("InvalidKMSResourceException", HttpStatusCode.BadRequest)]
    public async Task Append_StreamIsMisconfigured_IsRefusedAtOnceAndSaysWhatToMend(string code, HttpStatusCode status)
    {
        _firehose.Answer = (_, _) => throw Error(code, status);
        var append = Append(tracking: ["a"]);
        _time.Advance(Linger);

        (await append).ShouldBe(DeliveryOutcome.Refused);
        _firehose.Calls.Count.ShouldBe(1);
        _host.Delivery.Health.Reason.ShouldContain($"maas-tracking: {code}");
    }

    [Fact]
    public async Task Append_LostAnswer_IsSentAgainAndDurable()
    {
        _firehose.Answer = (call, _) =>
        {
            if (_firehose.Calls.Count == 1)
            {
                _firehose.Take(call);
                throw new HttpRequestException("The connection was reset.");
            }

            return Task.FromResult<IReadOnlyList<string?>>(new string?[call.Records.Count]);
        };
        var append = Append(tracking: ["a"]);
        await AdvanceUntilAsync(append);

        (await append).ShouldBe(DeliveryOutcome.Durable);
        _firehose.Rows(Tracking).ShouldBe(["a", "a"]);
        (await ReadTallyAsync()).Delivered.ShouldBe(1);
    }

    [Fact]
    public async Task Append_PoisonRowAmongOthers_SetsAsideThatRowOnly()
    {
        _firehose.Answer = (call, _) =>
            call.Stream == Tracking && call.Records.Any(record => record.Contains("poison"))
                ? throw Error("InvalidArgumentException", HttpStatusCode.BadRequest)
                : Task.FromResult<IReadOnlyList<string?>>(new string?[call.Records.Count]);
        var others = Enumerable.Range(0, 500).Select(number => Append(tracking: [$"row {number}", new string('x', 2000)])).ToList();
        var poisoned = Append(tracking: ["before", "poison,\"quoted\"", "after"]);
        await AdvanceUntilAsync(Task.WhenAll([.. others, poisoned]));

        (await poisoned).ShouldBe(DeliveryOutcome.Durable);
        (await Task.WhenAll(others)).ShouldAllBe(outcome => outcome == DeliveryOutcome.Durable);
        _firehose.Rows(Tracking).Count.ShouldBe(1002);
        var rejected = _firehose.Rows(Rejected).ShouldHaveSingleItem();
        rejected.ShouldBe(
            "1,2026-11-22T12:10:00.000Z,demo,undeliverable,The delivery stream maas-tracking calls the row invalid.,,,\"poison,\"\"quoted\"\"\""
        );
        _firehose.CallsOf(Tracking).Count.ShouldBeLessThan(40);
        (await ReadTallyAsync()).ShouldBe(new HourTally("demo", 1002, 0, 1, 0, 0));
    }

    [Fact]
    public async Task Append_StreamCallsEveryRowInvalid_BlamesTheStreamAndSetsNothingAside()
    {
        _firehose.Answer = (_, _) => throw Error("InvalidArgumentException", HttpStatusCode.BadRequest);
        var appends = Enumerable.Range(0, 200).Select(number => Append(tracking: [$"row {number}"])).ToList();
        await AdvanceUntilAsync(Task.WhenAll(appends));

        (await Task.WhenAll(appends)).ShouldAllBe(outcome => outcome == DeliveryOutcome.Refused);
        _firehose.CallsOf(Rejected).ShouldBeEmpty();
        _firehose.Calls.Count.ShouldBeLessThan(80);
        _host.Delivery.Health.Ready.ShouldBeFalse();
    }

    [Fact]
    public async Task Append_BeyondTheQueue_IsRefusedAtOnce()
    {
        await RestartAsync(("QueueAppendsMax", "2"));
        var waiting = new[] { Append(tracking: ["a"]), Append(tracking: ["b"]) };

        (await Append(tracking: ["c"])).ShouldBe(DeliveryOutcome.Refused);
        _time.Advance(Linger);

        (await Task.WhenAll(waiting)).ShouldAllBe(outcome => outcome == DeliveryOutcome.Durable);
    }

    [Fact]
    public async Task Health_StreamIsBeingCreated_IsUnreadyUntilItIsActive()
    {
        _firehose.Status = "CREATING";
        await RestartAsync();
        _host.Delivery.Health.Reason.ShouldContain("its status is CREATING");

        _firehose.Status = "ACTIVE";
        _time.Advance(TimeSpan.FromSeconds(1));

        _host.Delivery.Health.ShouldBe(DeliveryHealth.Healthy);
    }

    [Fact]
    public async Task Health_StreamBuffersLongerThanRunsCountOn_IsUnreadyUntilItIsMended()
    {
        _firehose.Destination = new(null, null, new BufferingHints(900), "GZIP");
        await RestartAsync();
        _host.Delivery.Health.Reason.ShouldContain("to 900 at least");
        var append = Append(tracking: ["a"]);
        _time.Advance(Linger);
        (await append).ShouldBe(DeliveryOutcome.Durable);
        _host.Delivery.Health.Ready.ShouldBeFalse("rows that are taken do not mend it");

        _firehose.Destination = _firehose.Destination with { BufferingHints = new BufferingHints(300) };
        _time.Advance(TimeSpan.FromSeconds(30));

        _host.Delivery.Health.ShouldBe(DeliveryHealth.Healthy);
    }

    [Fact]
    public async Task Stop_RowsLinger_SendsThemAndSavesTheBooks()
    {
        var append = Append(tracking: ["a"]);
        await StopAsync();

        (await append).ShouldBe(DeliveryOutcome.Durable);
        (await Append(tracking: ["b"])).ShouldBe(DeliveryOutcome.Refused);
        _firehose.Rows(Tracking).ShouldBe(["a"]);
        Directory.GetFiles(Path.Combine(_folder.Path, "books/2026/11/22/12")).ShouldHaveSingleItem();
    }

    [Fact]
    public void Append_RowsWithoutALineEnd_Throws()
    {
        var append = new DeliveryAppend
        {
            App = "demo",
            ReceivedAt = Now,
            TrackingRows = [Encoding.UTF8.GetBytes("a")],
            TrackingRowCount = 1,
        };

        Should.Throw<ArgumentException>(() => _ = _host.Delivery.AppendAsync(append).AsTask());
    }

    private Task<DeliveryOutcome> Append(
        IReadOnlyList<string>? tracking = null,
        IReadOnlyList<string>? devices = null,
        IReadOnlyList<string>? rejected = null
    ) => _host.AppendAsync(FirehoseHost.Append(Now, tracking, devices, rejected));

    private Task<HourTally> ReadTallyAsync() => _host.ReadTallyAsync(Now);

    /// <summary>Lets the clock run in small steps until the task ends; returns how long that took by the clock.</summary>
    private async Task<TimeSpan> AdvanceUntilAsync(Task task)
    {
        var started = _time.GetTimestamp();
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(task, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        return _time.GetElapsedTime(started);
    }

    private async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        await StopAsync();
        _host = await FirehoseHost.StartAsync(_folder.Path, _firehose, _time, settings);
    }

    private async Task StopAsync()
    {
        await AdvanceUntilAsync(_host.StopAsync());
        await _host.DisposeAsync();
    }

    private static AmazonServiceException Error(string code, HttpStatusCode status) =>
        new("It failed.", ErrorType.Unknown, code, "request", status);
}
