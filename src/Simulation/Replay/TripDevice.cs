using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Maas.Simulation.Fleet;
using Maas.Simulation.Randomness;

namespace Maas.Simulation.Replay;

/// <summary>The device of a recorded trip: made of the track's id alone, set to the customs of the nearest known city.</summary>
internal static class TripDevice
{
    public static SimulatedDevice Of(GpsTrack track, IReadOnlyList<PhoneModel> models)
    {
        var random = new SeededRandom(BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(track.Id))));
        var (key, anonymousId) = (RandomGuid.Next(random), RandomGuid.Next(random));
        var phone = models[random.Next(models.Count)];
        var city = Nearest(track.Fixes[0]);
        return new SimulatedDevice(new Walk(city.Latitude, city.Longitude, random))
        {
            Index = 0,
            DeviceId = phone.IsApple ? key.ToString().ToUpperInvariant() : key.ToString("N")[..16],
            AnonymousId = anonymousId.ToString(),
            Phone = phone,
            SystemVersion = $"{phone.NewestSystem}",
            AppVersion = "5.21.0",
            City = city,
            Locale = city.Locales[0],
            Carrier = city.Carriers[random.Next(city.Carriers.Length)],
            OnWifi = false,
            ClockSkew = TimeSpan.Zero,
            AdTrackingEnabled = true,
            AnalyticsRefused = false,
            LocationRefused = false,
            HasLocation = true,
            AdvertisingId = DeviceFleet.NewAdvertisingId(random, phone.IsApple),
            SessionNumber = 1,
        };
    }

    private static City Nearest(GpsFix fix) =>
        Cities.All.MinBy(city =>
        {
            var east = (city.Longitude - fix.Longitude) * Math.Cos(double.DegreesToRadians(fix.Latitude));
            var north = city.Latitude - fix.Latitude;
            return (east * east) + (north * north);
        })!;
}
