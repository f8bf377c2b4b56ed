using Orleans.Storage;

namespace Maas.Bench.DeviceMemory;

/// <summary>
/// Grain storage that holds nothing, since what storage holds in memory is not what a live device costs. It gives out etags as a real one
/// does, each a string of its own.
/// </summary>
internal sealed class NullStorage : IGrainStorage
{
    private int _writes;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = false;
        grainState.ETag = null!;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        grainState.ETag = $"{Interlocked.Increment(ref _writes)}";
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
}
