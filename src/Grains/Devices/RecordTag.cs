using System.Globalization;

namespace Maas.Grains.Devices;

/// <summary>
/// The etag of a device's stored record; the default: there is none. Storages count their etags, and a number takes 8 bytes where its text
/// takes 40, for as long as the device lives.
/// </summary>
internal readonly struct RecordTag
{
    private readonly string? _text;

    // One more than the number, for zero says that there is none.
    private readonly long _number;

    public RecordTag(string? etag)
    {
        var isNumber =
            long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < long.MaxValue
            && Text(number) == etag;
        _number = isNumber ? number + 1 : 0;
        _text = isNumber ? null : etag;
    }

    public string? Value => _number > 0 ? Text(_number - 1) : _text;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
