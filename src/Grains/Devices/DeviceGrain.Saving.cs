using Maas.Contracts.Devices;
using Maas.Tracking.Devices;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Maas.Grains.Devices;

/// <content>
/// The state is saved behind, some time after it changed, on deactivation, and at once when consent changed (rule 4). Saves never overlap:
/// who needs one while one runs waits for it, and then for another if the first began too early to hold the change.
/// </content>
internal sealed partial class DeviceGrain
{
    private RecordTag _tag;
    private Task<bool>? _saving;
    private int _version;
    private int _savedVersion;
    private int _forgottenVersion;
    private bool _awaitsFlush;

    /// <summary>Whether what is stored is still to be forgotten.</summary>
    private bool IsForgetting => _savedVersion < _forgottenVersion;

    public Task OnActivateAsync(CancellationToken cancellationToken) => LoadAsync();

    public async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Calls that came as messages have ended by now; appends that came without one have not.
        IsLeaving = true;
        _services.Live.Forget(this);
        while (_pending is { } pending)
        {
            await pending.WhenLeftAsync().WaitAsync(cancellationToken);
        }

        if (_state is not null && !await SaveAsync(_version).WaitAsync(cancellationToken))
        {
            if (_services.Failures.Leave.Take(out var count))
            {
                Log.LeftUnsaved(_services.Logger, count);
            }
        }
    }

    /// <summary>Saves the state if it has changed, and tries again what the index of advertising ids still lacks.</summary>
    public async Task FlushAsync()
    {
        _awaitsFlush = false;
        if (!await SaveAsync(_version))
        {
            AwaitFlush();
        }

        StartIndexingIfDue();
    }

    /// <summary>
    /// Reads the state unless it is there. Without its state the device could store what its owner has refused, so while it cannot be read
    /// it takes nothing; each call tries anew. Of reads that cross, the first counts.
    /// </summary>
    private async Task<bool> LoadAsync()
    {
        if (_state is not null)
        {
            return true;
        }

        try
        {
            var (state, tag) = await _services.Store.ReadAsync(GrainContext.GrainId);
            if (_state is null)
            {
                state.ShareSettings(_services.Values);
                (_state, _tag) = (state, tag);
                _services.Instruments.Loaded();
                StartIndexingIfDue();
            }

            return true;
        }
        catch (Exception exception)
        {
            _services.Instruments.LoadFailed();
            if (_services.Failures.Load.Take(out var count))
            {
                Log.LoadFailed(_services.Logger, exception, count);
            }

            return false;
        }
    }

    public async Task Forget()
    {
        if (_state is null)
        {
            await LoadToForgetAsync();
        }

        // Appends under way join into the new state, and a save under way is followed by one of it.
        _state = State.Forget();
        _version++;
        _forgottenVersion = _version;
        await SaveNowAsync();

        if (!_isLive)
        {
            this.DeactivateOnIdle();
        }
    }

    /// <summary>A state of a later version of the program cannot be read, and that is a reason to forget it.</summary>
    private async Task LoadToForgetAsync()
    {
        try
        {
            var (state, tag) = await _services.Store.ReadAsync(GrainContext.GrainId);
            if (_state is null)
            {
                (_state, _tag) = (state, tag);
            }
        }
        catch (InvalidDataException)
        {
            var tag = await _services.Store.ReadTagAsync(GrainContext.GrainId);
            if (_state is null)
            {
                (_state, _tag) = (new DeviceState(), tag);
            }
        }
    }

    private void Changed()
    {
        _version++;
        AwaitFlush();
    }

    private void AwaitFlush()
    {
        if (!_awaitsFlush)
        {
            _awaitsFlush = true;
            _services.Flusher.Add(this);
        }
    }

    /// <summary>Saves what has just changed. What cannot be saved now is left to the next flush as well as to the caller.</summary>
    private async Task SaveNowAsync()
    {
        if (!await SaveAsync(_version))
        {
            AwaitFlush();
            throw new DeviceUnavailableException();
        }
    }

    /// <summary>Makes sure that the state as of the version is saved. False when it could not be.</summary>
    private async Task<bool> SaveAsync(int version)
    {
        while (_savedVersion < version)
        {
            var saving = _saving;
            if (saving is null)
            {
                saving = SaveOnceAsync();
                _saving = saving.IsCompleted ? null : saving;
            }

            if (!await saving)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> SaveOnceAsync()
    {
        try
        {
            // The index first: an id that is saved here must not be missing there.
            await AddToIndexAsync();
            for (var attempt = 0; attempt < _services.Options.SaveAttemptsMax; attempt++)
            {
                if (await TryWriteAsync())
                {
                    _services.Instruments.Saved();
                    return true;
                }

                _services.Instruments.SaveConflicted();
                await JoinStoredAsync();
            }

            Log.SaveContended(_services.Logger, _services.Options.SaveAttemptsMax);
            return false;
        }
        catch (Exception exception)
        {
            _services.Instruments.SaveFailed();
            if (_services.Failures.Save.Take(out var count))
            {
                Log.SaveFailed(_services.Logger, exception, count);
            }

            return false;
        }
        finally
        {
            _saving = null;
        }
    }

    private async Task<bool> TryWriteAsync()
    {
        var version = _version;
        try
        {
            _tag = await _services.Store.WriteAsync(GrainContext.GrainId, DeviceStateCodec.Encode(State), _tag);
            _savedVersion = version;
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    /// <summary>
    /// A second activation saved before this one: what it knows is joined in, and nothing of either is lost. Unless the device is being
    /// forgotten: then only what its owner refuses is.
    /// </summary>
    private async Task JoinStoredAsync()
    {
        var (stored, tag) = await _services.Store.ReadAsync(GrainContext.GrainId);
        State.Join(IsForgetting ? stored.Forget() : stored, _services.Limits);
        State.Enforce();
        _tag = tag;
        _version++;
    }

    private static partial class Log
    {
        [LoggerMessage(
            2311,
            LogLevel.Error,
            "Reads of a device's state that failed: {Count}; a device refuses its events until it can be read. The latest:"
        )]
        public static partial void LoadFailed(ILogger logger, Exception exception, int count);

        [LoggerMessage(2312, LogLevel.Warning, "Saves of a device's state that failed: {Count}; the next flush tries again. The latest:")]
        public static partial void SaveFailed(ILogger logger, Exception exception, int count);

        [LoggerMessage(
            2313,
            LogLevel.Warning,
            "A device's state met {Attempts} saves of another activation in a row; the next flush tries again."
        )]
        public static partial void SaveContended(ILogger logger, int attempts);

        [LoggerMessage(
            2314,
            LogLevel.Warning,
            "Devices that left memory with their latest state unsaved: {Count}; their next events and the next run restore it."
        )]
        public static partial void LeftUnsaved(ILogger logger, int count);

        [LoggerMessage(
            2315,
            LogLevel.Warning,
            "Changes of the index of advertising ids that failed: {Count}; the next flush tries again. The latest:"
        )]
        public static partial void IndexFailed(ILogger logger, Exception exception, int count);
    }
}
