using System.Diagnostics;
using Maas.Tracking.Delivery;
using Maas.Tracking.Telemetry;

namespace Maas.Tracking.Tests.Delivery;

public sealed class TracedDeliveryTests : IDisposable
{
    private const int Appends = 10_000;

    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public TracedDeliveryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is Spans.SourceName or "Test",
            Sample = static (ref options) =>
                options.Name == "unsampled" ? ActivitySamplingResult.PropagationData : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Add,
        };
    }

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Append_OfARequestThatIsNotRecorded_AllocatesNothing(bool tracingIsOn)
    {
        using var source = new ActivitySource("Test");
        if (tracingIsOn)
        {
            ActivitySource.AddActivityListener(_listener);
        }

        using var request = source.StartActivity("unsampled");
        (request is not null).ShouldBe(tracingIsOn);
        var delivery = new TracedDelivery(new Durable());
        var append = new DeliveryAppend { App = "demo", ReceivedAt = default };
        AppendMany(delivery, append);

        var before = GC.GetAllocatedBytesForCurrentThread();
        AppendMany(delivery, append);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        _ended.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DeliveryOutcome.Durable, ActivityStatusCode.Unset)]
    [InlineData(DeliveryOutcome.Refused, ActivityStatusCode.Error)]
    public async Task Append_OfARecordedRequest_IsASpanBelowItUntilItIsAnswered(DeliveryOutcome outcome, ActivityStatusCode status)
    {
        ActivitySource.AddActivityListener(_listener);
        using var source = new ActivitySource("Test");
        using var request = source.StartActivity("request", ActivityKind.Server).ShouldNotBeNull();
        var answer = new TaskCompletionSource<DeliveryOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var delivery = new TracedDelivery(new Waiting(answer.Task));

        var append = delivery.AppendAsync(new DeliveryAppend { App = "demo", ReceivedAt = default }).AsTask();
        _ended.ShouldBeEmpty();
        answer.SetResult(outcome);
        (await append).ShouldBe(outcome);

        Activity.Current.ShouldBe(request, "what follows is the request's own again");
        _ended
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                span => span.ParentSpanId.ShouldBe(request.SpanId),
                span => span.TraceId.ShouldBe(request.TraceId),
                span => span.Status.ShouldBe(status),
                span => span.GetTagItem("maas.outcome").ShouldBe(outcome.ToString())
            );
    }

    private static void AppendMany(TracedDelivery delivery, DeliveryAppend append)
    {
        for (var sent = 0; sent < Appends; sent++)
        {
            var outcome = delivery.AppendAsync(append);
            if (!outcome.IsCompletedSuccessfully || outcome.Result != DeliveryOutcome.Durable)
            {
                throw new InvalidOperationException("The append did not end at once.");
            }
        }
    }

    private sealed class Durable : IDeliveryStream
    {
        public DeliveryHealth Health => DeliveryHealth.Healthy;

        public ValueTask<DeliveryOutcome> AppendAsync(DeliveryAppend append) => ValueTask.FromResult(DeliveryOutcome.Durable);

        public void Count(string app, DateTimeOffset receivedAt, int repeated, int refused) { }
    }

    private sealed class Waiting(Task<DeliveryOutcome> answer) : IDeliveryStream
    {
        public DeliveryHealth Health => DeliveryHealth.Healthy;

        public ValueTask<DeliveryOutcome> AppendAsync(DeliveryAppend append) => new(answer);

        public void Count(string app, DateTimeOffset receivedAt, int repeated, int refused) { }
    }
}
