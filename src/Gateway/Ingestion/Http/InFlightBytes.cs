namespace Maas.Gateway.Ingestion.Http;

/// <summary>The bound of bytes that all requests together may hold. Thread-safe.</summary>
internal sealed class InFlightBytes(long most)
{
    private long _held;

    public long Held => Volatile.Read(ref _held);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= most)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(int bytes) => Interlocked.Add(ref _held, -bytes);
}
