using System.IO.Compression;

namespace Maas.SparkJobs.Inputs;

/// <summary>
/// Decodes gzip so that a cut file shows. The framework's decoder ends quietly where its input does, even in the middle of a member; so one
/// more member, of text that nobody else knows, is put behind the input. Only if every member before it is whole does that text come out.
/// </summary>
internal static class GzipWitness
{
    /// <summary>The decoded bytes of the source, followed by the witness. Disposes of the source.</summary>
    public static Stream Decode(Stream source, ReadOnlySpan<byte> witness)
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(witness);
        }

        member.Position = 0;
        return new GZipStream(new Joined(source, member), CompressionMode.Decompress);
    }

    private sealed class Joined(Stream first, Stream second) : Stream
    {
        private bool _firstEnded;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (!_firstEnded)
            {
                var read = first.Read(buffer);
                if (read > 0 || buffer.IsEmpty)
                {
                    return read;
                }

                _firstEnded = true;
            }

            return second.Read(buffer);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_firstEnded)
            {
                var read = await first.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read > 0 || buffer.IsEmpty)
                {
                    return read;
                }

                _firstEnded = true;
            }

            return await second.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                first.Dispose();
                second.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
