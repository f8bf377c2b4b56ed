using Maas.Simulation.Randomness;

namespace Maas.Simulation.Fleet;

/// <summary>
/// The devices of a seed, made when first asked for. Each is made from the seed and its index alone, so the order of asking does not
/// matter. Not thread-safe.
/// </summary>
internal sealed class DeviceFleet(FleetOptions options)
{
    private static readonly string[] AppVersions = ["5.18.2", "5.19.0", "5.20.0", "5.20.1", "5.21.0"];

    private readonly SimulatedDevice?[] _devices = new SimulatedDevice?[options.Devices];

    public int Count => _devices.Length;

    /// <summary>How many have been asked for so far.</summary>
    public int Seen { get; private set; }

    /// <summary>The devices that have been asked for.</summary>
    public IEnumerable<SimulatedDevice> Made => _devices.OfType<SimulatedDevice>();

    public SimulatedDevice this[int index] => _devices[index] ??= Create(index);

    public static string NewAdvertisingId(Random random, bool apple)
    {
        var id = RandomGuid.Next(random).ToString();
        return apple ? id.ToUpperInvariant() : id;
    }

    private SimulatedDevice Create(int index)
    {
        Seen++;
        var random = new SeededRandom((long)SplitMix64.Of((ulong)options.Seed, (ulong)index).Next());
        var phone = PhoneModels.All[random.Next(PhoneModels.All.Count)];
        var city = Cities.All[random.Next(Cities.All.Count)];
        return new SimulatedDevice(new Walk(city.Latitude, city.Longitude, random))
        {
            Index = index,
            DeviceId = phone.IsApple ? RandomGuid.Next(random).ToString().ToUpperInvariant() : $"{random.NextInt64():x16}",
            AnonymousId = RandomGuid.Next(random).ToString(),
            UserId = random.NextDouble() < options.SignedIn ? $"user-{random.Next(1_000_000):D6}" : null,
            Phone = phone,
            SystemVersion = SystemVersion(phone, random),
            AppVersion = AppVersions[random.Next(AppVersions.Length)],
            City = city,
            Locale = city.Locales[random.Next(city.Locales.Length)],
            Carrier = city.Carriers[random.Next(city.Carriers.Length)],
            OnWifi = random.NextDouble() < 0.55,
            ClockSkew = random.NextDouble() < options.SkewedClocks ? Skew(random) : TimeSpan.Zero,
            AdTrackingEnabled = random.NextDouble() >= options.AdTrackingRefused,
            AnalyticsRefused = random.NextDouble() < options.AnalyticsRefused,
            LocationRefused = random.NextDouble() < options.LocationRefused,
            HasLocation = random.NextDouble() >= options.WithoutLocation,
            AdvertisingId = NewAdvertisingId(random, phone.IsApple),
        };
    }

    private static string SystemVersion(PhoneModel phone, Random random)
    {
        var major = random.Next(phone.OldestSystem, phone.NewestSystem + 1);
        return phone.IsApple ? $"{major}.{random.Next(7)}{(random.Next(2) == 0 ? "" : $".{random.Next(1, 3)}")}" : $"{major}";
    }

    private static TimeSpan Skew(Random random) =>
        random.NextDouble() switch
        {
            < 0.70 => TimeSpan.FromSeconds((random.NextDouble() - 0.5) * 600),
            < 0.95 => TimeSpan.FromHours((random.NextDouble() - 0.5) * 24),
            _ => TimeSpan.FromDays(((random.NextDouble() - 0.5) * 8 * 365) + 1),
        };
}
