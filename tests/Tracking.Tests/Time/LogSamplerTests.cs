using Maas.Tracking.Time;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Tracking.Tests.Time;

public sealed class LogSamplerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Take_FirstOccurrence_IsLoggedAtOnce()
    {
        new LogSampler(_time, TimeSpan.FromSeconds(10)).Take(out var count).ShouldBeTrue();
        count.ShouldBe(1);
    }

    [Fact]
    public void Take_ManyWithinTheInterval_AreCountedByTheNextLine()
    {
        var sampler = new LogSampler(_time, TimeSpan.FromSeconds(10));
        sampler.Take(out _);
        for (var occurrence = 0; occurrence < 5; occurrence++)
        {
            sampler.Take(out _).ShouldBeFalse();
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        sampler.Take(out var count).ShouldBeTrue();
        count.ShouldBe(6);
    }
}
