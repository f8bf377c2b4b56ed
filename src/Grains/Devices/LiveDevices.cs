using System.IO.Hashing;
using System.Text;
using Maas.Contracts.Devices;
using Microsoft.Extensions.Options;

namespace Maas.Grains.Devices;

/// <summary>
/// Devices of this silo that ordinary calls have reached lately, for the gateway in the same process to find without one. A table of a fixed
/// size in which the newer of two that meet stays: at worst a call goes the ordinary way. Thread-safe.
/// </summary>
/// <remarks>
/// An entry is good for half the time after which an idle device leaves memory, so that a busy device gets an ordinary call often enough for
/// the runtime to see that it is not idle.
/// </remarks>
internal sealed class LiveDevices
{
    /// <summary>Entries that an address can have: with so many, few devices drive each other out while the table has room.</summary>
    private const int Ways = 4;

    private readonly DeviceGrain?[] _devices;

    /// <summary>Until when an entry is good, in seconds of the clock's timestamp. May be another's for a moment, which is harmless.</summary>
    private readonly int[] _goodUntil;
    private readonly int _sets;
    private readonly TimeProvider _time;
    private readonly int _lifetime;

    public LiveDevices(IOptions<DeviceRegistryOptions> options, TimeProvider time)
    {
        _sets = options.Value.LocalDevicesMax / Ways;
        _devices = new DeviceGrain?[_sets * Ways];
        _goodUntil = new int[_sets * Ways];
        _time = time;
        _lifetime = (int)(options.Value.IdleAge.TotalSeconds / 2);
    }

    private int Now => (int)(_time.GetTimestamp() / _time.TimestampFrequency);

    /// <summary>The device if it is here.</summary>
    public DeviceGrain? Find(string app, string deviceKey)
    {
        Span<byte> address = stackalloc byte[DeviceAddress.AppLengthMax + 1 + DeviceAddress.DeviceKeyBytesMax];
        if (
            _sets == 0
            || !Encoding.UTF8.TryGetBytes(app, address, out var appLength)
            || appLength >= address.Length
            || !Encoding.UTF8.TryGetBytes(deviceKey, address[(appLength + 1)..], out var keyLength)
        )
        {
            return null;
        }

        address[appLength] = (byte)'/';
        address = address[..(appLength + 1 + keyLength)];
        var first = FirstOf(address);
        for (var at = first; at < first + Ways; at++)
        {
            if (Volatile.Read(ref _devices[at]) is { } device && device.Address.SequenceEqual(address))
            {
                return Now <= _goodUntil[at] ? device : null;
            }
        }

        return null;
    }

    /// <summary>An ordinary call has reached the device.</summary>
    public void Note(DeviceGrain device)
    {
        if (_sets > 0)
        {
            var at = PlaceFor(device);
            _goodUntil[at] = Now + _lifetime;
            Volatile.Write(ref _devices[at], device);
        }
    }

    /// <summary>The device leaves memory.</summary>
    public void Forget(DeviceGrain device)
    {
        if (_sets > 0)
        {
            var first = FirstOf(device.Address);
            for (var at = first; at < first + Ways; at++)
            {
                Interlocked.CompareExchange(ref _devices[at], null, device);
            }
        }
    }

    /// <summary>The entry of the same address, else a free one, else the one that is good for the shortest time.</summary>
    private int PlaceFor(DeviceGrain device)
    {
        var first = FirstOf(device.Address);
        var place = first;
        for (var at = first; at < first + Ways; at++)
        {
            var held = Volatile.Read(ref _devices[at]);
            if (held is not null && held.Address.SequenceEqual(device.Address))
            {
                return at;
            }

            if (GoodUntil(held, at) < GoodUntil(_devices[place], place))
            {
                place = at;
            }
        }

        return place;
    }

    private int GoodUntil(DeviceGrain? held, int at) => held is null ? int.MinValue : _goodUntil[at];

    private int FirstOf(ReadOnlySpan<byte> address) => (int)(XxHash3.HashToUInt64(address) % (uint)_sets) * Ways;
}
