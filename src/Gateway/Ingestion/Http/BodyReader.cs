using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>Reads a request's body whole, within its bounds, and undoes gzip. The Content-Type says nothing: SDKs send many.</summary>
internal sealed class BodyReader(IngestionOptions options)
{
    private const int FirstReserve = 16 * 1024;

    private readonly MinDataRate? _rate =
        options.BodyBytesPerSecondMin > 0 ? new(options.BodyBytesPerSecondMin, options.BodyGracePeriod) : null;

    /// <summary>Fills and seals the body; null when that went well.</summary>
    public async ValueTask<IngestOutcome?> ReadAsync(HttpContext context, RequestBody body, InFlightBytes inFlight)
    {
        var encoding = context.Request.Headers.ContentEncoding;
        var isPlain =
            encoding.Count == 0
            || string.IsNullOrEmpty(encoding[0])
            || string.Equals(encoding[0], "identity", StringComparison.OrdinalIgnoreCase);
        if (isPlain)
        {
            if (await ReadWireAsync(context, body) is { } failure)
            {
                return failure;
            }

            body.Seal();
            return null;
        }

        if (encoding.Count > 1 || encoding[0] is not { } name || !IsGzip(name))
        {
            return IngestOutcome.BadEncoding;
        }

        using var wire = new RequestBody(inFlight);
        return await ReadWireAsync(context, wire) ?? Decompress(wire, body);
    }

    private static bool IsGzip(string encoding) =>
        string.Equals(encoding, "gzip", StringComparison.OrdinalIgnoreCase)
        || string.Equals(encoding, "x-gzip", StringComparison.OrdinalIgnoreCase);

    private async ValueTask<IngestOutcome?> ReadWireAsync(HttpContext context, RequestBody body)
    {
        var length = context.Request.ContentLength;
        if (length > options.BatchBytesMax)
        {
            return IngestOutcome.TooLarge;
        }

        if (!body.TryReserve((int)(length ?? FirstReserve)))
        {
            return IngestOutcome.Busy;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = _rate;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        try
        {
            return await CopyAsync(context.Request.BodyReader, body);
        }
        catch (BadHttpRequestException error)
        {
            return error.StatusCode switch
            {
                StatusCodes.Status408RequestTimeout => IngestOutcome.SlowBody,
                StatusCodes.Status413PayloadTooLarge => IngestOutcome.TooLarge,
                _ => context.RequestAborted.IsCancellationRequested ? IngestOutcome.ClientGone : IngestOutcome.Undecodable,
            };
        }
        catch (Exception error)
            when (error is ConnectionResetException or ConnectionAbortedException or OperationCanceledException or IOException)
        {
            return IngestOutcome.ClientGone;
        }
    }

    private async ValueTask<IngestOutcome?> CopyAsync(PipeReader reader, RequestBody body)
    {
        while (true)
        {
            var result = await reader.ReadAsync();
            var buffer = result.Buffer;
            var total = body.Length + buffer.Length;
            IngestOutcome? failure = null;
            if (total > options.BatchBytesMax)
            {
                failure = IngestOutcome.TooLarge;
            }
            else if (!TryGrow(body, (int)total))
            {
                failure = IngestOutcome.Busy;
            }
            else
            {
                buffer.CopyTo(body.Free);
                body.Advance((int)buffer.Length);
            }

            reader.AdvanceTo(buffer.End);
            if (failure is not null || result.IsCompleted)
            {
                return failure;
            }
        }
    }

    private bool TryGrow(RequestBody body, int total) =>
        total <= body.Length + body.Free.Length || body.TryReserve(Math.Min(total * 2, options.BatchBytesMax));

    private IngestOutcome? Decompress(RequestBody wire, RequestBody body)
    {
        try
        {
            using var source = new MemoryStream(wire.Array, 0, wire.Length, writable: false);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            while (true)
            {
                var room = Math.Min(body.Free.Length, options.DecompressedBytesMax - body.Length);
                if (room > 0)
                {
                    var read = gzip.Read(body.Free[..room]);
                    if (read == 0)
                    {
                        return Finish(wire, body);
                    }

                    body.Advance(read);
                }
                else if (body.Length >= options.DecompressedBytesMax)
                {
                    return gzip.ReadByte() < 0 ? Finish(wire, body) : IngestOutcome.TooLarge;
                }
                else if (!body.TryReserve(NextSize(wire.Length, body.Length)))
                {
                    return IngestOutcome.Busy;
                }
            }
        }
        catch (InvalidDataException)
        {
            return IngestOutcome.BadEncoding;
        }
    }

    private static IngestOutcome? Finish(RequestBody wire, RequestBody body)
    {
        if (!IsWhole(wire.Array.AsSpan(0, wire.Length), body.Array.AsSpan(0, body.Length)))
        {
            return IngestOutcome.BadEncoding;
        }

        body.Seal();
        return null;
    }

    /// <summary>
    /// The stream does not notice that the end of its trailer is missing: the checksum and the length of what it held (RFC 1952). A body may
    /// be several streams in a row; then the trailer is that of the last one, and its checksum proves it.
    /// </summary>
    private static bool IsWhole(ReadOnlySpan<byte> wire, ReadOnlySpan<byte> text)
    {
        const int TrailerLength = 2 * sizeof(uint);
        if (wire.Length < TrailerLength)
        {
            return false;
        }

        var trailer = wire[^TrailerLength..];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[sizeof(uint)..]);
        return length == (uint)text.Length
            || (length < (uint)text.Length && Crc32.HashToUInt32(text[^(int)length..]) == BinaryPrimitives.ReadUInt32LittleEndian(trailer));
    }

    /// <summary>JSON of events shrinks to about a quarter; what does not fit then doubles.</summary>
    private int NextSize(int wireLength, int length) =>
        (int)Math.Min(options.DecompressedBytesMax, Math.Max(Math.Max(wireLength * 4L, length * 2L), FirstReserve));
}
