namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>
/// What one body holds, as positions: an entry an event and, apart, what the batch says for all of them. Reused from request to request;
/// its arrays grow to the largest batch seen, which the limit of events bounds.
/// </summary>
internal sealed class EventTable
{
    private EventFields[] _events = new EventFields[32];
    private ExtraMember[] _extras = new ExtraMember[128];
    private int _extraCount;
    private EventFields _shared;

    /// <summary>Events that this table keeps room for between requests; a larger batch's arrays are given up after it.</summary>
    private const int KeptEventsMax = 256;

    public int Count { get; private set; }

    /// <summary>Events with their fields, in the body's order.</summary>
    public Span<EventFields> Events => _events.AsSpan(0, Count);

    /// <summary>What the members of an event are probably called.</summary>
    public MemberNames Names { get; } = new();

    /// <summary>What stands beside the list of events: sentAt, writeKey, and a context and integrations that all events share.</summary>
    public ref EventFields Shared => ref _shared;

    public ReadOnlySpan<ExtraMember> Extras => _extras.AsSpan(0, _extraCount);

    public int ExtraCount => _extraCount;

    public ref EventFields Add()
    {
        if (Count == _events.Length)
        {
            Array.Resize(ref _events, Count * 2);
        }

        ref var fields = ref _events[Count++];
        fields = default;
        fields.ExtrasStart = _extraCount;
        fields.ExtrasEnd = _extraCount;
        return ref fields;
    }

    public void AddExtra(ExtraMember extra)
    {
        if (_extraCount == _extras.Length)
        {
            Array.Resize(ref _extras, _extraCount * 2);
        }

        _extras[_extraCount++] = extra;
    }

    /// <summary>Lengthens the extra added last by a neighbour that follows it.</summary>
    public void ExtendExtra(int end)
    {
        ref var last = ref _extras[_extraCount - 1];
        last = last with { Length = end - last.Start };
    }

    /// <summary>Adds the unknown members of a container of an earlier event once more, for an event that repeats it.</summary>
    public void RepeatExtras(int start, int end, Field first, Field last)
    {
        for (var at = start; at < end; at++)
        {
            if (_extras[at].Container >= first && _extras[at].Container <= last)
            {
                AddExtra(_extras[at]);
            }
        }
    }

    /// <summary>Forgets the unknown members of a container from <paramref name="start"/> on, because a later copy replaces it.</summary>
    public void RemoveExtras(int start, Field first, Field last)
    {
        var kept = start;
        for (var at = start; at < _extraCount; at++)
        {
            if (_extras[at].Container < first || _extras[at].Container > last)
            {
                _extras[kept++] = _extras[at];
            }
        }

        _extraCount = kept;
    }

    /// <summary>Forgets the events, because a later list replaces theirs.</summary>
    public void ForgetEvents() => Count = 0;

    public void Reset()
    {
        Count = 0;
        _extraCount = 0;
        _shared = default;
        Names.Reset();
        if (_events.Length > KeptEventsMax)
        {
            _events = new EventFields[KeptEventsMax];
            _extras = new ExtraMember[KeptEventsMax * 4];
        }
    }
}
