using System.Text;
using Maas.Simulation.Fleet;
using Maas.Simulation.Randomness;

namespace Maas.Simulation.Csv;

/// <summary>
/// A population of devices, each a pure function of seed and index, so that a million of them need no memory. Texts are UTF-8, encoded
/// once, and free of what CSV must quote.
/// </summary>
internal sealed class CsvPopulation(long seed)
{
    private static readonly PhoneText[] Phones = [.. PhoneModels.All.Select(static phone => new PhoneText(phone))];
    private static readonly CityText[] Places = [.. Cities.All.Select(static city => new CityText(city))];
    private static readonly byte[][] AppVersions = ["5.18.2"u8.ToArray(), "5.19.0"u8.ToArray(), "5.20.1"u8.ToArray(), "5.21.0"u8.ToArray()];

    public CsvDevice this[long index]
    {
        get
        {
            var random = SplitMix64.Of((ulong)seed, 0xDE11CE, (ulong)index);
            var phone = Phones[random.Below(Phones.Length)];
            var city = Places[random.Below(Places.Length)];
            var key = random.NextGuid();
            // One in twenty is a reinstall: another key, and the advertising id of the device before it.
            var idOwner = index % 20 == 19 ? index - 1 : index;
            var ids = SplitMix64.Of((ulong)seed, 0xAD1D, (ulong)idOwner);
            return new CsvDevice
            {
                Phone = phone,
                City = city,
                Key = key,
                AdvertisingId = ids.NextGuid(),
                HasAdvertisingId = random.Chance(0.45),
                System = (byte)random.Below(phone.Systems.Length),
                Locale = (byte)random.Below(city.Locales.Length),
                Carrier = (byte)random.Below(city.Carriers.Length),
                OnWifi = random.Chance(0.55),
                UserId = random.Chance(0.4) ? random.Below(1_000_000) : -1,
                AppVersion = AppVersions[random.Below(AppVersions.Length)],
                Address = (uint)random.Next(),
                HomeLatitude = city.Latitude + random.Between(-0.06, 0.06),
                HomeLongitude = city.Longitude + random.Between(-0.06, 0.06),
                RoundMetres = random.Between(150, 3_000),
                Speed = random.Between(0.6, 16),
                Phase = random.NextDouble(),
            };
        }
    }

    internal sealed class PhoneText(PhoneModel phone)
    {
        public bool IsApple { get; } = phone.IsApple;

        public byte[] Platform { get; } = Utf8(phone.Platform);

        public byte[] System { get; } = Utf8(phone.System);

        public byte[] Manufacturer { get; } = Utf8(phone.Manufacturer);

        /// <summary>Apple's model names hold a comma, so they are quoted here once.</summary>
        public byte[] Model { get; } = Utf8(phone.Model.Contains(',') ? $"\"{phone.Model}\"" : phone.Model);

        public byte[] Screen { get; } = Utf8($"{phone.Width}x{phone.Height}");

        public byte[] Library { get; } = Utf8(phone.IsApple ? "analytics-swift" : "analytics-kotlin");

        public byte[][] Systems { get; } =
        [
            .. Enumerable
                .Range(phone.OldestSystem, phone.NewestSystem - phone.OldestSystem + 1)
                .Select(major => Utf8(phone.IsApple ? $"{major}.{major % 5}" : $"{major}")),
        ];
    }

    internal sealed class CityText(City city)
    {
        public double Latitude { get; } = city.Latitude;

        public double Longitude { get; } = city.Longitude;

        public byte[] Timezone { get; } = Utf8(city.Timezone);

        public byte[][] Locales { get; } = [.. city.Locales.Select(Utf8)];

        public byte[][] Carriers { get; } = [.. city.Carriers.Select(Utf8)];
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
