using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>A collector of traces over OTLP (HTTP, Protobuf): keeps the spans that processes send to it.</summary>
internal sealed class TraceCollector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Span> _spans = new();

    public TraceCollector()
    {
        Address = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = Task.Run(ListenAsync);
    }

    public Uri Address { get; }

    /// <summary>The standard variables that have a process send its traces here, soon after each span.</summary>
    public Dictionary<string, string> Settings =>
        new(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        };

    /// <summary>The spans of a trace that have come so far.</summary>
    public IReadOnlyList<Span> Find(string traceId) => [.. _spans.Where(span => span.TraceId == traceId)];

    public IReadOnlyList<Span> All => [.. _spans];

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Url!.AbsolutePath.EndsWith("/v1/traces", StringComparison.Ordinal))
                {
                    Keep(body.ToArray());
                }

                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>An ExportTraceServiceRequest: resource spans (1) hold scope spans (2), which hold spans (2).</summary>
    private void Keep(ReadOnlyMemory<byte> request)
    {
        foreach (var span in Fields(request, 1).SelectMany(of => Fields(of, 2)).SelectMany(of => Fields(of, 2)))
        {
            _spans.Enqueue(
                new Span(
                    Hex(Fields(span, 1)),
                    Hex(Fields(span, 2)),
                    Hex(Fields(span, 4)),
                    Encoding.UTF8.GetString(Fields(span, 5).Single().Span)
                )
            );
        }
    }

    private static string Hex(IEnumerable<ReadOnlyMemory<byte>> field) =>
        field.Select(bytes => Convert.ToHexStringLower(bytes.Span)).SingleOrDefault() ?? "";

    /// <summary>The length-delimited fields of a message that have the number.</summary>
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < message.Length; )
        {
            var tag = ReadNumber(message.Span, ref at);
            var length = (tag & 7) switch
            {
                0 => (int)Skip(message.Span, ref at),
                1 => 8,
                2 => (int)ReadNumber(message.Span, ref at),
                5 => 4,
                _ => throw new InvalidDataException($"Wire type {tag & 7} is none of Protobuf 3."),
            };
            if ((int)(tag >> 3) == number && (tag & 7) == 2)
            {
                found.Add(message.Slice(at, length));
            }

            at += length;
        }

        return found;
    }

    private static ulong Skip(ReadOnlySpan<byte> bytes, ref int at)
    {
        ReadNumber(bytes, ref at);
        return 0;
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    internal sealed record Span(string TraceId, string SpanId, string ParentId, string Name);
}
