using System.Diagnostics.Metrics;
using Maas.Contracts.Runs;
using Maas.Grains.Runs;
using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.Grains.Tests.Runs;

/// <summary>
/// A process with a coordinator over the world. Every call to the outside is counted, and the process can be made to die at any of them:
/// before the call has an effect, or after the effect but before the answer. Nothing a dead process does reaches the world.
/// </summary>
internal sealed class Process : IAsyncDisposable
{
    private readonly TaskScheduler _scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Lock _lock = new();

    private readonly (IRawStore Raw, IHourlyBatch Batch)? _lake;

    public Process(World world, Func<Process, FakeBatch>? batch = null, (IRawStore Raw, IHourlyBatch Batch)? lake = null)
    {
        World = world;
        _lake = lake;
        Batch = batch is null ? new(this) : batch(this);
        Coordinator = CreateCoordinator();
    }

    public World World { get; }

    public FakeBatch Batch { get; }

    public RunCoordinator Coordinator { get; }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public List<string> Calls { get; } = [];

    public int? DieBefore { get; init; }

    public int? DieAfter { get; init; }

    /// <summary>The kind of call before which the process dies.</summary>
    public string? DieBeforeName { get; init; }

    /// <summary>How many writes to storage fail before they have an effect.</summary>
    public int FailWrites { get; set; }

    /// <summary>How many merges of a device fail before they have an effect.</summary>
    public int FailMerges { get; set; }

    /// <summary>How many drops of the registry find a part of it out of reach.</summary>
    public int FailDrops { get; set; }

    /// <summary>Whether nobody can be told of anything.</summary>
    public bool FailTelling { get; set; }

    public bool Dead { get; private set; }

    /// <summary>What telling waits for, if anything.</summary>
    public Task? BeforeTelling { get; set; }

    /// <summary>Told whenever somebody is told of a run.</summary>
    public Action<RunOutcome> OnTold { get; set; } = _ => { };

    public RunCoordinator CreateCoordinator() =>
        new(
            new FakeStorage(this),
            _lake?.Raw ?? new FakeRawStore(this),
            _lake?.Batch ?? Batch,
            new FakeMerge(this),
            new FakeDrop(this),
            [new FakeNotifier(this)],
            ActivatorUtilities.CreateInstance<RunMetrics>(_services),
            Options.Create(World.Options),
            World.Time,
            NullLoggerFactory.Instance
        );

    /// <summary>A call from the process to the outside.</summary>
    public T Call<T>(string name, Func<T> effect)
    {
        lock (_lock)
        {
            if (Dead)
            {
                throw new InvalidOperationException("The process is dead.");
            }

            Calls.Add(name);
            if (FailWrites > 0 && name.StartsWith("write", StringComparison.Ordinal))
            {
                FailWrites--;
                throw new IOException("Storage is busy.");
            }

            if (FailMerges > 0 && name == "merge")
            {
                FailMerges--;
                throw new IOException("The grain is moving.");
            }

            if (FailDrops > 0 && name == "drop")
            {
                FailDrops--;
                throw new RegistryUnavailableException("A grain is moving.", new TimeoutException());
            }

            if (FailTelling && name == "tell")
            {
                throw new IOException("The chat is down.");
            }

            if (Calls.Count == DieBefore || name == DieBeforeName)
            {
                Dead = true;
                throw new InvalidOperationException($"The process died before {name}.");
            }

            var result = effect();
            if (Calls.Count == DieAfter)
            {
                Dead = true;
                throw new InvalidOperationException($"The process died after {name}.");
            }

            return result;
        }
    }

    public void Call(string name, Action effect) =>
        Call(
            name,
            () =>
            {
                effect();
                return true;
            }
        );

    /// <summary>What the reminder does, and all the work that follows from it.</summary>
    public async Task TickAsync()
    {
        await StartAsync();
        await On(() => Coordinator.Work);
    }

    /// <summary>What the reminder does; the work goes on.</summary>
    public Task StartAsync() =>
        On(async () =>
        {
            if (!Dead)
            {
                await Coordinator.LoadAsync();
            }

            Coordinator.Wake();
        });

    /// <summary>Asks for runs, and expects that none are refused.</summary>
    public async Task<IReadOnlyList<RunView>> RequestAsync(HourWindow from, HourWindow to, bool dryRun = false)
    {
        var result = await TryRequestAsync(from, to, dryRun);
        result.Refusal.ShouldBeNull();
        return result.Runs;
    }

    public Task<RunRequestResult> TryRequestAsync(HourWindow from, HourWindow to, bool dryRun = false) =>
        On(() => Coordinator.RequestAsync(new(from.Index, to.Index, dryRun)));

    public Task<T> On<T>(Func<Task<T>> act) =>
        Task.Factory.StartNew(act, CancellationToken.None, TaskCreationOptions.None, _scheduler).Unwrap();

    public Task On(Func<Task> act) => Task.Factory.StartNew(act, CancellationToken.None, TaskCreationOptions.None, _scheduler).Unwrap();

    public async ValueTask DisposeAsync()
    {
        await On(() => Coordinator.StopAsync(CancellationToken.None));
        Coordinator.Dispose();
        await _services.DisposeAsync();
    }
}
