using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Maas.SparkJobs.Files;
using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Inputs;

/// <summary>
/// A raw file that delivery did not seal. Engines read what they can of a cut or garbled file and say nothing, so it is decoded here as a
/// whole first, and every line of it checked.
/// </summary>
internal sealed class ForeignFile(IObjectStore source, string fileKey, int columns)
{
    /// <summary>Longer lines are counted as bad: engines refuse them.</summary>
    private const int LineBytesMax = 4 * 1024 * 1024;

    /// <summary>About how much a part of a clean copy holds, compressed.</summary>
    private const int CopyBytesMax = 64 * 1024 * 1024;

    private const byte LineEnd = (byte)'\n';

    private delegate void LineReader(ReadOnlySpan<byte> line, bool ended);

    /// <summary>Reads the whole file once. Throws <see cref="InvalidDataException"/> if it is broken: then none of it can be trusted.</summary>
    public async Task<ForeignCensus> TakeCensusAsync(CancellationToken cancellationToken)
    {
        long rows = 0;
        long malformed = 0;
        var clean = true;
        void Count(ReadOnlySpan<byte> line, bool ended)
        {
            clean &= ended && !line.IsEmpty;
            if (line.IsEmpty)
            {
                return;
            }

            if (CsvLine.IsRow(line, columns))
            {
                rows++;
            }
            else
            {
                malformed++;
            }
        }

        await ReadLinesAsync(Count, static () => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
        return new ForeignCensus(rows, malformed, clean && malformed == 0);
    }

    /// <summary>Writes the well-formed lines to new objects, gzipped.</summary>
    public async Task<IReadOnlyList<LakeObject>> CopyCleanAsync(IObjectStore target, string keyPrefix, CancellationToken cancellationToken)
    {
        List<LakeObject> parts = [];
        var part = new MemoryStream();
        var gzip = Open();
        GZipStream Open() => new(part, CompressionLevel.Fastest, leaveOpen: true);

        void Copy(ReadOnlySpan<byte> line, bool ended)
        {
            if (line.IsEmpty || !CsvLine.IsRow(line, columns))
            {
                return;
            }

            gzip.Write(line);
            gzip.WriteByte(LineEnd);
        }

        async ValueTask FinishPartAsync()
        {
            await gzip.DisposeAsync().ConfigureAwait(false);
            var key = $"{keyPrefix}-{parts.Count}.csv.gz";
            await target.PutAsync(key, part.GetBuffer().AsMemory(0, (int)part.Length), cancellationToken).ConfigureAwait(false);
            parts.Add(new LakeObject(key, part.Length));
            part.SetLength(0);
            gzip = Open();
        }

        await ReadLinesAsync(Copy, () => part.Length > CopyBytesMax ? FinishPartAsync() : ValueTask.CompletedTask, cancellationToken)
            .ConfigureAwait(false);
        await FinishPartAsync().ConfigureAwait(false);
        await gzip.DisposeAsync().ConfigureAwait(false);
        return parts;
    }

    /// <summary>
    /// Calls with every line, without its end; <c>ended</c> is false for one that does not end in a bare line feed. Between buffers it
    /// lets the caller do what takes time.
    /// </summary>
    private async Task ReadLinesAsync(LineReader read, Func<ValueTask> pause, CancellationToken cancellationToken)
    {
        var witness = Guid.NewGuid().ToByteArray();
        witness.AsSpan().Replace(LineEnd, (byte)'.');
        await using var content =
            await source.OpenReadAsync(fileKey, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException("It is listed but cannot be found.");
        var gzipped = fileKey.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        await using var plain = gzipped ? GzipWitness.Decode(content, witness) : content;
        var pipe = PipeReader.Create(
            plain,
            new StreamPipeReaderOptions(bufferSize: 256 * 1024, minimumReadSize: 64 * 1024, leaveOpen: true)
        );
        try
        {
            var skipping = false;
            while (true)
            {
                var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
                var rest = PassLines(result.Buffer, read, ref skipping);
                await pause().ConfigureAwait(false);
                if (result.IsCompleted)
                {
                    if (gzipped)
                    {
                        rest = WithoutWitness(rest, witness);
                    }

                    if (!rest.IsEmpty && !skipping)
                    {
                        read(Contiguous(rest), ended: false);
                    }

                    return;
                }

                pipe.AdvanceTo(rest.Start, result.Buffer.End);
            }
        }
        catch (InvalidDataException damage) when (gzipped)
        {
            throw new InvalidDataException("Its gzip data are damaged or cut off.", damage);
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Passes the whole lines of the buffer on; returns what remains.</summary>
    private static ReadOnlySequence<byte> PassLines(ReadOnlySequence<byte> buffer, LineReader read, ref bool skipping)
    {
        while (buffer.PositionOf(LineEnd) is { } end)
        {
            if (!skipping)
            {
                Pass(buffer.Slice(0, end), read);
            }

            skipping = false;
            buffer = buffer.Slice(buffer.GetPosition(1, end));
        }

        if (buffer.Length <= LineBytesMax)
        {
            return buffer;
        }

        // A NUL stands for the whole line, whose start is dropped: it is malformed either way.
        if (!skipping)
        {
            read("\0"u8, ended: true);
        }

        skipping = true;
        return buffer.Slice(buffer.Length - 1024);
    }

    private static void Pass(ReadOnlySequence<byte> line, LineReader read)
    {
        var span = Contiguous(line);
        if (span is [.. var text, (byte)'\r'])
        {
            read(text, ended: false);
        }
        else
        {
            read(span, ended: true);
        }
    }

    private static ReadOnlySequence<byte> WithoutWitness(ReadOnlySequence<byte> rest, byte[] witness)
    {
        var length = rest.Length - witness.Length;
        return length >= 0 && Contiguous(rest.Slice(length)).SequenceEqual(witness)
            ? rest.Slice(0, length)
            : throw new InvalidDataException();
    }

    private static ReadOnlySpan<byte> Contiguous(ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
}
