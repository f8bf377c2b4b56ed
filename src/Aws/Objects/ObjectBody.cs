namespace Maas.Aws.Objects;

/// <summary>
/// The bytes of an object as they arrive. They may not stop for longer than some time: the SDK's own timeout ends with the headers, and a
/// connection that a network has forgotten would be waited for without end. A body that breaks off, which the SDK does not repeat either, is
/// asked for again from where it broke. For reading only, asynchronously.
/// </summary>
/// <param name="body">The first answer's body.</param>
/// <param name="length">The object's length.</param>
/// <param name="reopen">Asks for the same object's bytes from a position on.</param>
/// <param name="address">The object's address, for errors.</param>
/// <param name="resumesMax">How often in a row it is asked for again without a further byte.</param>
/// <param name="patience">How long no byte may arrive.</param>
/// <param name="time">The clock.</param>
internal sealed class ObjectBody(
    Stream body,
    long length,
    Func<long, CancellationToken, Task<Stream>> reopen,
    string address,
    int resumesMax,
    TimeSpan patience,
    TimeProvider time
) : Stream
{
    private Stream _body = body;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var resumes = 0; ; resumes++)
        {
            try
            {
                return Arrived(await ReadOnceAsync(buffer, cancellationToken).ConfigureAwait(false));
            }
            catch (IOException) when (resumes < resumesMax && _position < length && !cancellationToken.IsCancellationRequested)
            {
                await _body.DisposeAsync().ConfigureAwait(false);
                _body = await reopen(_position, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Arrived(_body.Read(buffer, offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await _body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(limit.IsCancellationRequested ? $"{address}: no byte for {patience}" : $"{address}: {e.Message}", e);
        }
    }

    private int Arrived(int count)
    {
        _position += count;
        return count;
    }
}
