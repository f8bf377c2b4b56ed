using Maas.Gateway.Ingestion.Json;

namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>
/// The names of the members of a batch's first event, in their order. The other events mostly have the same ones in the same order, and to
/// compare the bytes of one name is a few times faster than to read and look it up. Whether a guess is right is decided by the bytes, so at worst
/// the names are read.
/// </summary>
internal sealed class MemberNames
{
    /// <summary>Longer names, with quotes and colon, are not guessed: one comparison of vectors covers these.</summary>
    private const int LengthMax = JsonCursor.CompareMax;

    private const int NamesMax = 128;

    private readonly Entry[] _names = new Entry[NamesMax];
    private int _count;
    private int _next;
    private bool _notes;

    /// <summary>Forgets the names; those of the next event are noted.</summary>
    public void Reset()
    {
        (_count, _next, _notes) = (0, 0, true);
    }

    /// <summary>An event begins. From the second on names are guessed.</summary>
    public void BeginEvent(bool isFirst)
    {
        (_next, _notes) = (0, isFirst);
    }

    /// <summary>Takes the member's name, with its colon, if it is the one to expect.</summary>
    public bool TryTake(ref JsonCursor cursor, Field container, out Field field)
    {
        // One member may be missing that the first event has.
        for (var at = _next; at < _count && at <= _next + 1; at++)
        {
            ref readonly var name = ref _names[at];
            if (name.Container == container && cursor.TryTakeSame(name.Start, name.Length))
            {
                _next = at + 1;
                field = name.Field;
                return true;
            }
        }

        field = Field.Unknown;
        return false;
    }

    /// <summary>Notes a name that was read, from its quote to its colon.</summary>
    public void Note(Field container, int start, int end, Field field)
    {
        if (_notes && _count < NamesMax && end - start <= LengthMax)
        {
            _names[_count++] = new Entry(start, (byte)(end - start), container, field);
            _next = _count;
        }
    }

    /// <summary>A container has been left, wholly read or not: what belongs to it is no longer to be expected.</summary>
    public void Leave(Field first, Field last)
    {
        while (_next < _count && _names[_next].Container >= first && _names[_next].Container <= last)
        {
            _next++;
        }
    }

    private readonly record struct Entry(int Start, byte Length, Field Container, Field Field);
}
