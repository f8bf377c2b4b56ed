using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Inputs;

/// <summary>
/// A raw file that delivery did not seal. Engines read what they can of a cut or garbled file and say nothing, so it is decoded here as a
/// whole first, and every line of it checked.
/// </summary>
internal sealed class ForeignFile(IObjectStore store, string key, int columns)
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
                return;
            if (CsvLine.IsRow(line, columns))
                rows++;
            else
                malformed++;
        }

        await ReadLinesAsync(Count, static () => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
        return new ForeignCensus(rows, malformed, clean && malformed == 0);
    }

    /// <summary>Writes the well-formed lines to new objects, gzipped, and returns their keys.</summary>
    public async Task<IReadOnlyList<string>> CopyCleanAsync(string keyPrefix, CancellationToken cancellationToken)
    {
        List<string> keys = [];
        var target = new MemoryStream();
        var gzip = Open();
        GZipStream Open() => new(target, CompressionLevel.Fastest, leaveOpen: true);

        void Copy(ReadOnlySpan<byte> line, bool ended)
        {
            if (line.IsEmpty || !CsvLine.IsRow(line, columns))
                return;
            gzip.Write(line);
            gzip.WriteByte(LineEnd);
        }

        async ValueTask FinishPartAsync()
        {
            await gzip.DisposeAsync().ConfigureAwait(false);
            var partKey = $"{keyPrefix}-{keys.Count}.csv.gz";
            await store.PutAsync(partKey, target.GetBuffer().AsMemory(0, (int)target.Length), cancellationToken).ConfigureAwait(false);
            keys.Add(partKey);
            target.SetLength(0);
            gzip = Open();
        }

        await ReadLinesAsync(Copy, () => target.Length > CopyBytesMax ? FinishPartAsync() : ValueTask.CompletedTask, cancellationToken)
            .ConfigureAwait(false);
        await FinishPartAsync().ConfigureAwait(false);
        await gzip.DisposeAsync().ConfigureAwait(false);
        return keys;
    }

    /// <summary>
    /// Calls with every line, without its end; <c>ended</c> is false for one that does not end in a bare line feed. Between buffers it
    /// lets the caller do what takes time.
    /// </summary>
    private async Task ReadLinesAsync(LineReader read, Func<ValueTask> pause, CancellationToken cancellationToken)
    {
        var witness = Guid.NewGuid().ToByteArray();
        witness.AsSpan().Replace(LineEnd, (byte)'.');
        await using var source =
            await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException("It is listed but cannot be found.");
        var gzipped = key.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        await using var plain = gzipped ? GzipWitness.Decode(source, witness) : source;
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
                        rest = WithoutWitness(rest, witness);
                    if (!rest.IsEmpty && !skipping)
                        read(Contiguous(rest), ended: false);
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
                Pass(buffer.Slice(0, end), read);
            skipping = false;
            buffer = buffer.Slice(buffer.GetPosition(1, end));
        }

        if (buffer.Length <= LineBytesMax)
            return buffer;
        // A NUL stands for the whole line, whose start is dropped: it is malformed either way.
        if (!skipping)
            read("\0"u8, ended: true);
        skipping = true;
        return buffer.Slice(buffer.Length - 1024);
    }

    private static void Pass(ReadOnlySequence<byte> line, LineReader read)
    {
        var span = Contiguous(line);
        if (span is [.. var text, (byte)'\r'])
            read(text, ended: false);
        else
            read(span, ended: true);
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
