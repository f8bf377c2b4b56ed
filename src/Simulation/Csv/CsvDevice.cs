using System.Buffers.Text;
using Maas.Tracking.Csv;

namespace Maas.Simulation.Csv;

/// <summary>One device of a <see cref="CsvPopulation"/>: it goes round its home in a circle, so that any moment gives a fix that agrees with the others.</summary>
internal readonly struct CsvDevice
{
    private const double MetresADegree = 111_195;

    public required CsvPopulation.PhoneText Phone { get; init; }

    public required CsvPopulation.CityText City { get; init; }

    public required Guid Key { get; init; }

    public required Guid AdvertisingId { get; init; }

    public required bool HasAdvertisingId { get; init; }

    public required byte System { get; init; }

    public required byte Locale { get; init; }

    public required byte Carrier { get; init; }

    public required bool OnWifi { get; init; }

    /// <summary>Below 0 for nobody signed in.</summary>
    public required int UserId { get; init; }

    public required byte[] AppVersion { get; init; }

    public required uint Address { get; init; }

    public required double HomeLatitude { get; init; }

    public required double HomeLongitude { get; init; }

    public required double RoundMetres { get; init; }

    /// <summary>Metres a second.</summary>
    public required double Speed { get; init; }

    public required double Phase { get; init; }

    /// <summary>An IDFV on Apple's systems, 16 hexadecimal digits on Android.</summary>
    public void WriteKey(RowBuffer row)
    {
        if (Phone.IsApple)
        {
            WriteGuid(row, Key);
        }
        else
        {
            var text = row.GetSpan(36);
            Key.TryFormat(text, out _, "N");
            row.Advance(16);
        }
    }

    /// <summary>The columns <c>idfa, gaid</c> with the comma between them.</summary>
    public void WriteAdvertisingIds(RowBuffer row)
    {
        if (HasAdvertisingId && Phone.IsApple)
        {
            WriteGuid(row, AdvertisingId);
        }

        row.Append(CsvFields.Comma);
        if (HasAdvertisingId && !Phone.IsApple)
        {
            WriteGuid(row, AdvertisingId);
        }
    }

    public void WriteUserId(RowBuffer row)
    {
        if (UserId >= 0)
        {
            row.Append("user-"u8);
            WriteInteger(row, UserId);
        }
    }

    public void WriteAddress(RowBuffer row)
    {
        for (var part = 0; part < 4; part++)
        {
            if (part > 0)
            {
                row.Append((byte)'.');
            }

            WriteInteger(row, part == 0 ? 11 + (int)(Address % 180) : (int)((Address >> (8 * part)) & 0xFF));
        }
    }

    public (double Latitude, double Longitude, double Bearing) At(long micros)
    {
        var turn = Phase + (micros / 1e6 * Speed / (Math.Tau * RoundMetres));
        var (sine, cosine) = Math.SinCos(Math.Tau * (turn - Math.Floor(turn)));
        var latitude = HomeLatitude + (RoundMetres * cosine / MetresADegree);
        var longitude = HomeLongitude + (RoundMetres * sine / (MetresADegree * Math.Cos(double.DegreesToRadians(HomeLatitude))));
        return (latitude, longitude, (((turn - Math.Floor(turn)) * 360) + 90) % 360);
    }

    public static void WriteInteger(RowBuffer row, long value)
    {
        Utf8Formatter.TryFormat(value, row.GetSpan(20), out var written);
        row.Advance(written);
    }

    public static void WriteGuid(RowBuffer row, Guid value)
    {
        value.TryFormat(row.GetSpan(36), out var written);
        row.Advance(written);
    }
}
