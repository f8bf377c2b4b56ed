using Maas.SparkJobs.Engines.Emr;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Emr;

public sealed class PollTimerTests
{
    private static readonly TimeSpan Period = new EmrOptions().PollPeriod;

    private readonly FakeTimeProvider _time = new();
    private readonly PollTimer _poll;

    public PollTimerTests() => _poll = new(Options.Create(new EmrOptions()), _time, new Random(7));

    [Fact]
    public void Next_ManyTicks_ComeAFifthEarlierOrLaterAtRandom()
    {
        List<double> shares = [];
        for (var tick = 0; tick < 200; tick++)
        {
            var (next, passed) = (_poll.NextAsync(CancellationToken.None), 0);
            for (; !next.IsCompleted; passed++)
            {
                _time.Advance(Period / 100);
            }

            shares.Add(passed / 100.0);
        }

        shares.ShouldAllBe(share => share >= 0.8 && share <= 1.21);
        shares.Min().ShouldBeLessThan(0.85);
        shares.Max().ShouldBeGreaterThan(1.15);
    }

    [Fact]
    public async Task Next_SeveralWait_TheyAreWokenByOneTick()
    {
        var (one, other) = (_poll.NextAsync(CancellationToken.None), _poll.NextAsync(CancellationToken.None));

        _time.Advance(Period * 1.2);

        await Task.WhenAll(one, other);
    }

    [Fact]
    public void Failed_AgainAndAgain_DoublesThePeriodUpToItsMostAndAnAnswerRestoresIt()
    {
        List<TimeSpan> periods = [];
        for (var failures = 0; failures < 5; failures++)
        {
            _poll.Failed();
            periods.Add(_poll.Period);
        }

        periods.ShouldBe([Period * 2, Period * 4, Period * 8, new EmrOptions().PollPeriodMax, new EmrOptions().PollPeriodMax]);
        _poll.Answered();
        _poll.Period.ShouldBe(Period);
    }

    [Fact]
    public async Task Next_OneGivesUp_TheOthersGoOnWaiting()
    {
        using var stop = new CancellationTokenSource();
        var (one, other) = (_poll.NextAsync(stop.Token), _poll.NextAsync(CancellationToken.None));

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => one);
        other.IsCompleted.ShouldBeFalse();
        _time.Advance(Period * 1.2);
        await other;
    }
}
