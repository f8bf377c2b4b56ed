using System.Text;
using System.Text.Json.Serialization;

namespace Maas.FirehoseStandIn;

/// <summary>What goes wrong with a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
internal enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Every n-th record is answered as failed, and not taken.</summary>
    FailEntries,

    /// <summary>Every n-th record is answered as failed although it is taken.</summary>
    FailEntriesAfterAccepting,

    /// <summary>The call is refused with ServiceUnavailableException.</summary>
    Throttle,

    /// <summary>The call is answered with InternalFailure, nothing taken.</summary>
    Error,

    /// <summary>The call is answered with InternalFailure, everything taken.</summary>
    ErrorAfterAccepting,

    /// <summary>The call is refused with AccessDeniedException.</summary>
    Deny,

    /// <summary>The call is never answered, nothing taken.</summary>
    Hang,

    /// <summary>The connection is cut without an answer, nothing taken.</summary>
    Cut,

    /// <summary>The connection is cut without an answer, everything taken.</summary>
    LoseAnswer,

    /// <summary>A call with a record that holds the poison is refused with InvalidArgumentException.</summary>
    Invalid,
}

/// <param name="Kind">What goes wrong.</param>
/// <param name="Every">Which records <see cref="FaultKind.FailEntries"/> fails: every n-th, from the first. Default 2.</param>
/// <param name="Poison">The text that <see cref="FaultKind.Invalid"/> finds invalid.</param>
internal sealed record Fault(FaultKind Kind, int Every = 2, string Poison = "")
{
    public static Fault None { get; } = new(FaultKind.None);

    public bool Poisons(byte[] record) => record.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Poison)) >= 0;
}

/// <summary>The faults to come: those of the next calls, one each, and one that stands for all calls after them.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Fault>> _next = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Fault> _standing = new(StringComparer.Ordinal);

    /// <summary>Takes the fault of a call.</summary>
    public Fault Next(string stream)
    {
        lock (_gate)
        {
            return _next.TryGetValue(stream, out var queue) && queue.TryDequeue(out var fault)
                ? fault
                : _standing.GetValueOrDefault(stream, Fault.None);
        }
    }

    public void Add(string stream, IEnumerable<Fault> next, Fault? standing)
    {
        lock (_gate)
        {
            var queue = _next.TryGetValue(stream, out var known) ? known : _next[stream] = new Queue<Fault>();
            foreach (var fault in next)
            {
                queue.Enqueue(fault);
            }

            if (standing is not null)
            {
                _standing[stream] = standing;
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _next.Clear();
            _standing.Clear();
        }
    }
}
