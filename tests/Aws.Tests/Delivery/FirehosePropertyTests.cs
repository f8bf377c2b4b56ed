using System.Net;
using Amazon.Runtime;
using CsCheck;
using Maas.Tracking.Delivery;

namespace Maas.Aws.Tests.Delivery;

/// <summary>Whatever goes wrong in whatever order, acknowledged rows were taken, each device row before its tracking row.</summary>
public sealed class FirehosePropertyTests
{
    private const int Appends = 30;

    private enum Fault
    {
        None,
        Throttle,
        Error,
        ErrorAfterTaking,
        LoseAnswer,
        Hang,
        FailOdd,
        FailEvenAfterTaking,
        Deny,
    }

    [Fact]
    public Task Appends_UnderAnyScheduleOfFaults_AreTakenIfAcknowledgedAndDevicesComeFirst() =>
        Gen.Enum<Fault>()
            .Array[0, 40]
            .SampleAsync(
                async faults =>
                {
                    using var folder = new TemporaryFolder();
                    var firehose = new FakeFirehose();
                    firehose.Answer = (call, cancelled) => AnswerAsync(firehose, call, faults, cancelled);
                    await using var host = await FirehoseHost.StartAsync(
                        folder.Path,
                        firehose,
                        TimeProvider.System,
                        ("Linger", "00:00:00.001"),
                        ("CallTimeout", "00:00:00.030"),
                        ("RetryTime", "00:00:00.400"),
                        ("CallsInFlightMax", "2")
                    );
                    var now = TimeProvider.System.GetUtcNow();
                    var outcomes = await Task.WhenAll(
                        Enumerable
                            .Range(0, Appends)
                            .Select(number =>
                                host.AppendAsync(FirehoseHost.Append(now, [$"t{number}"], number % 3 == 0 ? [$"d{number}"] : null))
                            )
                    );
                    await host.StopAsync();
                    Check(firehose.Taken, outcomes);
                    (await host.ReadTallyAsync(now)).Delivered.ShouldBe(outcomes.Count(outcome => outcome == DeliveryOutcome.Durable));
                },
                iter: 60,
                threads: 1
            );

    private static void Check(IReadOnlyList<(string Stream, string Row)> taken, DeliveryOutcome[] outcomes)
    {
        var rows = taken.Select(entry => entry.Row).ToList();
        for (var number = 0; number < outcomes.Length; number++)
        {
            var (tracking, device) = (rows.IndexOf($"t{number}"), rows.IndexOf($"d{number}"));
            if (outcomes[number] == DeliveryOutcome.Durable)
            {
                tracking.ShouldBeGreaterThanOrEqualTo(0, $"append {number} was acknowledged");
            }

            if (outcomes[number] == DeliveryOutcome.Refused)
            {
                (tracking, device).ShouldBe((-1, -1), $"append {number} was refused");
            }

            if (number % 3 == 0 && tracking >= 0)
            {
                device.ShouldBeInRange(0, tracking - 1, $"the device of append {number} comes first");
            }
        }
    }

    private static async Task<IReadOnlyList<string?>> AnswerAsync(
        FakeFirehose firehose,
        SentCall call,
        Fault[] faults,
        CancellationToken cancelled
    )
    {
        var number = firehose.Calls.Count - 1;
        switch (number < faults.Length ? faults[number] : Fault.None)
        {
            case Fault.Throttle:
                throw Error("ServiceUnavailableException", HttpStatusCode.ServiceUnavailable);
            case Fault.Error:
                throw Error("InternalFailure", HttpStatusCode.InternalServerError);
            case Fault.Deny:
                throw Error("AccessDeniedException", HttpStatusCode.BadRequest);
            case Fault.ErrorAfterTaking:
                firehose.Take(call);
                throw Error("InternalFailure", HttpStatusCode.InternalServerError);
            case Fault.LoseAnswer:
                firehose.Take(call);
                throw new HttpRequestException("The connection was reset.");
            case Fault.Hang:
                await Task.Delay(Timeout.Infinite, cancelled);
                break;
            case Fault.FailOdd:
                return [.. call.Records.Select((_, at) => at % 2 == 1 ? "ServiceUnavailableException" : null)];
            case Fault.FailEvenAfterTaking:
                firehose.Take(call, at => at % 2 == 0);
                return [.. call.Records.Select((_, at) => at % 2 == 0 ? "InternalFailure" : null)];
        }

        return new string?[call.Records.Count];
    }

    private static AmazonServiceException Error(string code, HttpStatusCode status) =>
        new("It failed.", ErrorType.Unknown, code, "request", status);
}
