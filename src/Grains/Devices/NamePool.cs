using System.Collections.Concurrent;
using System.Text;

namespace Maas.Grains.Devices;

/// <summary>
/// One string object for each of the few apps, whose name very many devices hold. Bounded: full, it begins anew, which costs memory for a
/// while and nothing else.
/// </summary>
internal sealed class NamePool
{
    private const int NamesMax = 4096;
    private const int LengthMax = 256;

    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LengthMax)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> text = stackalloc char[LengthMax];
        var name = text[..Encoding.UTF8.GetChars(utf8, text)];
        return _names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var held) ? held : Get(name.ToString());
    }

    private string Get(string name)
    {
        if (_names.TryGetValue(name, out var held))
        {
            return held;
        }

        if (_names.Count >= NamesMax)
        {
            _names.Clear();
        }

        return _names.GetOrAdd(name, name);
    }
}
