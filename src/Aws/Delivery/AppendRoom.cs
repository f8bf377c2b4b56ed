namespace Maas.Aws.Delivery;

/// <summary>Bounds what waits: bytes and number of the appends that are not answered yet.</summary>
internal sealed class AppendRoom(long bytesMax, int appendsMax)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;
    private int _appends;
    private bool _closed;

    public long HeldBytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes room for an append; false when there is none, or when the room is closed.</summary>
    public bool TryEnter(long bytes)
    {
        lock (_gate)
        {
            if (_closed || _bytes + bytes > bytesMax || _appends >= appendsMax)
            {
                return false;
            }

            _bytes += bytes;
            _appends++;
            return true;
        }
    }

    public void Leave(long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
            _appends--;
            CompleteIfEmptied();
        }
    }

    /// <summary>Lets nobody in any more; completes once everybody has left.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            CompleteIfEmptied();
        }

        return _emptied.Task;
    }

    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed;
            }
        }
    }

    private void CompleteIfEmptied()
    {
        if (_closed && _appends == 0)
        {
            _emptied.TrySetResult();
        }
    }
}
