using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Hourly;
using Maas.SparkJobs.Tests.Delta;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Hourly;

public sealed class CurrentRunsTests
{
    private static readonly HourWindow First = HourWindow.Of(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    private readonly MemoryObjectStore _store = new(new FakeTimeProvider());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_ManyHours_GivesTheirLatestAttemptsInTheirOrderAndSoManyAtATime()
    {
        for (var hour = 0; hour < 60; hour++)
        {
            await CurrentRuns.NoteAsync(_store, Order(hour, attempt: 9), Cancellation);
            await CurrentRuns.NoteAsync(_store, Order(hour, attempt: 10 + hour), Cancellation);
        }

        var (under, most, full) = (0, 0, new TaskCompletionSource());
        _store.BeforeRead = async _ =>
        {
            var now = Interlocked.Increment(ref under);
            InterlockedMax(ref most, now);
            if (now == StoreCalls.AtOnceMax)
            {
                full.TrySetResult();
            }

            // Nobody is answered before as many ask as may: reads one after the other would wait here for ever.
            await full.Task.WaitAsync(Cancellation);
            await Task.Yield();
            Interlocked.Decrement(ref under);
        };

        // The later half of the hours has none.
        var found = await CurrentRuns.ListAsync(_store, Enumerable.Range(0, 120).Select(hour => First + hour), Cancellation);

        found.ShouldBe(Enumerable.Range(0, 60).Select(hour => Order(hour, attempt: 10 + hour)));
        most.ShouldBe(StoreCalls.AtOnceMax);
    }

    [Fact]
    public async Task List_OneCannotBeRead_NamesTheObject()
    {
        await CurrentRuns.NoteAsync(_store, Order(0, attempt: 1), Cancellation);
        var key = $"runs/{(First + 1).Folder}/committed/00000000000000000002.json";
        await _store.PutAsync(key, "{ \"runId\":"u8.ToArray(), Cancellation);

        var failure = await Should.ThrowAsync<BatchStepException>(() =>
            CurrentRuns.ListAsync(_store, [First, First + 1, First + 2], Cancellation)
        );

        failure.Message.ShouldStartWith($"committed runs: {key} cannot be read: ");
    }

    [Fact]
    public async Task List_Cancelled_Stops()
    {
        await CurrentRuns.NoteAsync(_store, Order(0, attempt: 1), Cancellation);
        using var stop = new CancellationTokenSource();
        _store.BeforeRead = async cancellationToken =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };

        await Should.ThrowAsync<OperationCanceledException>(() => CurrentRuns.ListAsync(_store, [First], stop.Token));
    }

    private static RunOrder Order(int hour, long attempt) =>
        new($"20261122T110512-{hour:00000}", First + hour, attempt, Provisional: false, DryRun: false);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = most; value > known; known = most)
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }
}
