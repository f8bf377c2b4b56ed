using System.Globalization;
using System.Runtime.CompilerServices;
using Maas.Tracking.State;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Maas.Local.Storage;

/// <summary>
/// Grain state in the data folder's SQLite file. A write returns once it is durable; one with a stale etag changes nothing and throws
/// <see cref="InconsistentStateException"/>.
/// </summary>
internal sealed class SqliteGrainStorage(StateDatabase database, IActivatorProvider activators) : IGrainStorage, IStateCatalog
{
    /// <summary>The etag of whoever overwrites what is there without having read it.</summary>
    private const string AnyEtag = "*";

    private const int ListedAtATime = 1_000;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var stored = await database.ReadAsync(stateName, grainId.ToString(), cancellationToken);
        var empty = activators.GetActivator<T>().Create();
        if (stored is null)
        {
            Reset(grainState, empty);
            return;
        }

        grainState.State = StatePayload.Read(stored, empty);
        grainState.ETag = ToText(stored.Etag);
        grainState.RecordExists = true;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var (payload, format) = StatePayload.Write(grainState.State);
        var write = new StateWrite(stateName, grainId.ToString(), payload, format, Expected(stateName, grainId, grainState.ETag));
        var result = await WriteAsync(write, grainState.ETag, cancellationToken);
        grainState.ETag = ToText(result.Etag!.Value);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var expected = Expected(stateName, grainId, grainState.ETag);
        var removal = new StateWrite(stateName, grainId.ToString(), Payload: null, StateFormat.Bytes, expected);
        await WriteAsync(removal, grainState.ETag, cancellationToken);
        Reset(grainState, activators.GetActivator<T>().Create());
    }

    public async IAsyncEnumerable<string> ListAsync(string stateName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (await database.ListAsync(stateName, after, ListedAtATime, cancellationToken) is { Count: > 0 } grains)
        {
            foreach (var grain in grains)
            {
                yield return grain;
            }

            after = grains[^1];
        }
    }

    private async Task<StateWriteResult> WriteAsync(StateWrite write, string? etag, CancellationToken cancellationToken)
    {
        var result = await database.WriteAsync(write, cancellationToken);
        return result.Accepted ? result : throw Stale(write.State, write.Grain, result.Etag, etag);
    }

    private static long? Expected(string stateName, GrainId grainId, string? etag)
    {
        if (string.IsNullOrEmpty(etag))
        {
            return null;
        }

        if (etag == AnyEtag)
        {
            return StateWrite.AnyEtag;
        }

        return long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Stale(stateName, grainId.ToString(), stored: null, etag);
    }

    private static void Reset<T>(IGrainState<T> grainState, T empty)
    {
        grainState.State = empty;
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    /// <summary>The grain's id may hold a device key and stays out of the message, which is logged.</summary>
    private static InconsistentStateException Stale(string state, string grain, long? stored, string? given)
    {
        var type = grain[..Math.Max(0, grain.IndexOf('/'))];
        return new InconsistentStateException(
            $"State '{state}' of a grain of type '{type}' was changed by somebody else: read it again and retry.",
            stored is { } etag ? ToText(etag) : "none",
            given ?? "none"
        );
    }

    private static string ToText(long etag) => etag.ToString(CultureInfo.InvariantCulture);
}
