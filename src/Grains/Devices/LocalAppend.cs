using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Maas.Contracts.Devices;
using Maas.Tracking.Telemetry;
using Microsoft.Extensions.ObjectPool;

namespace Maas.Grains.Devices;

/// <summary>One append as a turn of a device that is in this process. Pooled; one await gives it back.</summary>
internal sealed class LocalAppend : IValueTaskSource<AppendResult?>
{
    public const string Span = "maas.device.append";

    private static readonly ObjectPool<LocalAppend> Pool = new DefaultObjectPool<LocalAppend>(
        new DefaultPooledObjectPolicy<LocalAppend>(),
        maximumRetained: 1024
    );

    private static readonly Action<object> Run = static append => ((LocalAppend)append).RunAsync().Ignore();

    // The caller's continuation must not run in the device's turn, nor on its scheduler.
    private ManualResetValueTaskSourceCore<AppendResult?> _source = new() { RunContinuationsAsynchronously = true };
    private DeviceGrain? _device;
    private DeviceEvents? _events;
    private ActivityContext _request;

    /// <summary>Queues the append; the result is null when the device is leaving and has done nothing.</summary>
    public static ValueTask<AppendResult?> Start(DeviceGrain device, DeviceEvents events)
    {
        var append = Pool.Get();
        (append._device, append._events, append._request) = (device, events, Spans.Current);
        var result = new ValueTask<AppendResult?>(append, append._source.Version);
        device.GrainContext.Scheduler.QueueAction(Run, append);
        return result;
    }

    AppendResult? IValueTaskSource<AppendResult?>.GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            (_device, _events) = (null, null);
            Pool.Return(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<AppendResult?>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<AppendResult?>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _source.OnCompleted(continuation, state, token, flags);

    private async Task RunAsync()
    {
        using var span = Spans.Start(Span, _request);
        try
        {
            _source.SetResult(_device!.IsLeaving ? null : await _device.AppendHereAsync(_events!));
        }
        catch (Exception exception)
        {
            _source.SetException(exception);
        }
    }
}
