using Maas.Grains.Runs;
using Maas.Tracking.Delivery;
using Maas.Tracking.Devices;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Maas.Grains.Tests.Runs;

/// <summary>Grain storage that checks etags and keeps bytes, not objects.</summary>
internal sealed class FakeStorage(Process process) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Done(
            $"read {grainId}",
            () =>
            {
                grainState.RecordExists = process.World.Storage.TryGetValue(grainId, out var stored);
                grainState.State = (T)(object)new LedgerRecord { Json = stored.Json ?? "" };
                grainState.ETag = grainState.RecordExists ? $"{stored.Version}" : null;
            }
        );

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Done(
            $"write {grainId}",
            () =>
            {
                var exists = process.World.Storage.TryGetValue(grainId, out var stored);
                if (grainState.ETag != (exists ? $"{stored.Version}" : null))
                {
                    throw new InconsistentStateException($"{grainId}: {grainState.ETag} is not {stored.Version}");
                }

                process.World.Storage[grainId] = (((LedgerRecord)(object)grainState.State!).Json, stored.Version + 1);
                (grainState.ETag, grainState.RecordExists) = ($"{stored.Version + 1}", true);
            }
        );

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    private async Task Done(string name, Action effect)
    {
        await Task.Yield();
        process.Call(name, effect);
    }
}

internal sealed class FakeRawStore(Process process) : IRawStore
{
    public IObjectStore Objects => throw new NotSupportedException();

    public TimeSpan GracePeriod => World.Grace;

    public async Task SealAsync(HourWindow hour, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var world = process.World;
        process.Call(
            $"seal {hour}",
            () =>
            {
                if (world.Unsealed.Remove(hour))
                {
                    world.Raw[hour] = new(hour, $"sealed {world.Time.GetUtcNow():O}", world.Time.GetUtcNow());
                }
            }
        );
    }

    public async Task<IReadOnlyList<RawHour>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("list", () => process.World.Raw.Values.Where(raw => raw.Hour >= from && raw.Hour < to).ToList());
    }

    public Task<IReadOnlyList<RawFile>> ListFilesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        Task.FromResult(process.World.List(hour));

    public async Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call($"tallies {hour}", () => process.World.Tallies.GetValueOrDefault(hour, []).ToList());
    }
}

/// <summary>A batch that does in the world what a real one does to a lake, and can be told to fail or to hang.</summary>
internal class FakeBatch(Process process) : IHourlyBatch
{
    private static readonly TableDifference Difference = new("tracking", 5, 2, 3, 1)
    {
        Examples = [new(RowChange.Added, [new("message_id", null, "m1")])],
    };

    /// <summary>What executing does instead of succeeding, if anything.</summary>
    public Func<RunOrder, CancellationToken, Task>? OnExecute { get; set; }

    /// <summary>What is told before that.</summary>
    public Action<IRunProgress>? OnProgress { get; set; }

    public Func<RunOrder, Task>? OnCommit { get; set; }

    /// <summary>What housekeeping does instead of succeeding, if anything.</summary>
    public Action? OnMaintain { get; set; }

    public int Maintained { get; private set; }

    public virtual async Task<RunReport> ExecuteAsync(RunOrder order, IRunProgress progress, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var world = process.World;
        var report = process.Call(world.Clusters.ContainsKey(order) ? "take up" : "execute", () => Begin(order));
        if (world.Clusters.TryGetValue(order, out var cluster))
        {
            progress.Report(cluster);
        }

        progress.Report(new RunStep("device_lake/read", world.Time.GetUtcNow(), TimeSpan.Zero, null, RunStepState.Running));
        OnProgress?.Invoke(progress);
        if (OnExecute is not null)
        {
            await OnExecute(order, cancellationToken);
        }

        progress.Report(new RunStep("device_lake/read", world.Time.GetUtcNow(), TimeSpan.FromSeconds(1), 12));
        process.Call("store report", () => world.Reports[order] = report);
        return report;
    }

    public virtual async Task<bool> CanResumeAsync(RunOrder order, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("can resume", () => process.World.Clusters.ContainsKey(order));
    }

    public virtual async Task<IReadOnlyList<RunOrder>> ListAtWorkAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("list at work", () => process.World.Clusters.Keys.Except(process.World.Reports.Keys).ToList());
    }

    public async Task<RunReport?> FindReportAsync(RunOrder order, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("find report", () => process.World.Reports.GetValueOrDefault(order));
    }

    public async Task CommitAsync(RunOrder order, RunReport report, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (OnCommit is not null)
        {
            await OnCommit(order);
        }

        process.Call("commit", () => process.World.Commit(order));
    }

    public async Task<IReadOnlyList<TableDifference>> CompareAsync(RunOrder order, RunReport report, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("compare", () => process.World.Differences[order] = [Difference]);
    }

    public async Task<IReadOnlyList<TableDifference>?> FindDifferencesAsync(RunOrder order, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("find differences", () => process.World.Differences.GetValueOrDefault(order));
    }

    public async Task<IReadOnlyList<LakeDevice>> ReadChangedDevicesAsync(
        RunOrder order,
        long offset,
        int count,
        CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        return process.Call("read devices", () => process.World.Devices(order).Skip((int)offset).Take(count).ToList());
    }

    public async Task<IReadOnlyList<RunOrder>> ListCommittedAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("list committed", () => process.World.Committed.OrderBy(order => order.Hour).ToList());
    }

    public virtual async Task DiscardAsync(RunOrder order, string because, CancellationToken cancellationToken)
    {
        await Task.Yield();
        process.Call(
            "discard",
            () =>
            {
                process.World.Commits.ShouldNotContain(order, "an attempt whose files the lake may hold was discarded");
                process.World.Discarded.Add(order);
                process.World.Reports.TryRemove(order, out _);
                process.World.Clusters.TryRemove(order, out _);
            }
        );
    }

    public async Task<bool> IsMaintenanceDueAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("is maintenance due", () => process.World.MaintenanceDue);
    }

    public async Task MaintainAsync(IRunProgress progress, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var step = new RunStep("vacuum/tracking", process.World.Time.GetUtcNow(), TimeSpan.Zero, null, RunStepState.Running);
        progress.Report(step);
        OnMaintain?.Invoke();
        process.Call("maintain", () => Maintained++);
        progress.Report(step with { Rows = 3, State = RunStepState.Succeeded });
    }

    /// <summary>Begins an attempt, or goes on with it, and tells what it will have done.</summary>
    protected RunReport Begin(RunOrder order)
    {
        var world = process.World;
        if (!world.Clusters.ContainsKey(order))
        {
            world.Executed.Add(order);
        }

        if (world.EngineOutlives)
        {
            world.Clusters.TryAdd(order, new($"j-{world.Clusters.Count + 1}", "RUNNING", $"logs/{order.RunId}/"));
        }

        var read = world.Read(order.Hour);
        return new()
        {
            RunId = order.RunId,
            Engine = "fake 1.0",
            Apps = read,
            Devices = world.ReadDevices(order.Hour),
            Tables = [],
            Inputs = world.List(order.Hour),
            ChangedDevices = world.ChangedDevices,
            Reopens = world.Reopens.GetValueOrDefault(order.Hour, []),
        };
    }
}

internal sealed class FakeMerge(Process process) : ILakeMerge
{
    public async Task MergeAsync(LakeDevice device)
    {
        await Task.Yield();
        process.Call("merge", () => process.World.Merged.AddOrUpdate((device.DeviceKey, device.RunId), 1, (_, n) => n + 1));
    }
}

internal sealed class FakeDrop(Process process) : IRegistryDrop
{
    public async Task<long> DropAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("drop", process.World.DropRegistry);
    }
}

internal sealed class FakeNotifier(Process process) : IRunNotifier
{
    public async Task NotifyAsync(RunNotice notice, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (process.BeforeTelling is { } wait)
        {
            await wait;
        }

        process.Call("tell", () => process.World.Notices.Add(notice));
        if (notice is RunOutcome outcome)
        {
            process.OnTold(outcome);
        }
    }
}
