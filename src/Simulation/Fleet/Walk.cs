namespace Maas.Simulation.Fleet;

/// <summary>
/// A smooth random walk at city scale. Each step moves by exactly the speed, bearing and time that it reports, so that the fixes of a
/// device agree with one another; who strays too far from the centre gently turns back. A struct: a fleet holds many.
/// </summary>
internal struct Walk
{
    private const double MetresADegree = 111_195;
    private const double RadiusMetres = 9_000;

    private readonly double _homeLatitude;
    private readonly double _homeLongitude;
    private double _cruise;

    public Walk(double latitude, double longitude, Random random)
    {
        (_homeLatitude, _homeLongitude) = (latitude, longitude);
        var (distance, angle) = (Math.Sqrt(random.NextDouble()) * RadiusMetres * 0.8, random.NextDouble() * Math.Tau);
        Latitude = latitude + (distance * Math.Cos(angle) / MetresADegree);
        Longitude = longitude + (distance * Math.Sin(angle) / (MetresADegree * Math.Cos(double.DegreesToRadians(latitude))));
        Bearing = random.NextDouble() * 360;
        _cruise = NextCruise(random);
        Speed = _cruise;
        Accuracy = 12;
    }

    public double Latitude { get; private set; }

    public double Longitude { get; private set; }

    /// <summary>Metres a second over the last step.</summary>
    public double Speed { get; private set; }

    /// <summary>Degrees clockwise from north over the last step.</summary>
    public double Bearing { get; private set; }

    /// <summary>Radius in metres: better outdoors and under way, worse when still.</summary>
    public double Accuracy { get; private set; }

    public void Step(double seconds, Random random)
    {
        if (random.NextDouble() < seconds / 180)
        {
            _cruise = NextCruise(random);
        }

        var agility = 1 - Math.Exp(-seconds / 8);
        Speed = Math.Max(0, Speed + ((_cruise - Speed) * agility));
        if (_cruise == 0 && Speed < 0.3)
        {
            Speed = 0;
        }

        Bearing = Speed == 0 ? Bearing : Normalise(Bearing + Turn(seconds, random));
        var metres = Speed * seconds;
        var radians = double.DegreesToRadians(Bearing);
        Latitude += metres * Math.Cos(radians) / MetresADegree;
        Longitude += metres * Math.Sin(radians) / (MetresADegree * Math.Cos(double.DegreesToRadians(Latitude)));
        var typical = Speed == 0 ? 22.0 : 7.0;
        Accuracy = Math.Clamp(Accuracy + ((typical - Accuracy) * 0.3) + ((random.NextDouble() - 0.5) * 4), 3, 65);
    }

    private static double NextCruise(Random random) =>
        random.NextDouble() switch
        {
            < 0.30 => 0,
            < 0.65 => 0.9 + (random.NextDouble() * 0.9),
            < 0.80 => 3.5 + (random.NextDouble() * 3),
            _ => 7 + (random.NextDouble() * 13),
        };

    private static double Normalise(double degrees) => ((degrees % 360) + 360) % 360;

    private readonly double Turn(double seconds, Random random)
    {
        var wander = (random.NextDouble() - 0.5) * 50 * Math.Min(1, Math.Sqrt(seconds / 10));
        var north = (_homeLatitude - Latitude) * MetresADegree;
        var east = (_homeLongitude - Longitude) * MetresADegree * Math.Cos(double.DegreesToRadians(_homeLatitude));
        var distance = Math.Sqrt((north * north) + (east * east));
        if (distance < RadiusMetres)
        {
            return wander;
        }

        var homeward = double.RadiansToDegrees(Math.Atan2(east, north));
        var difference = Normalise(homeward - Bearing + 180) - 180;
        return (wander * 0.3) + (difference * Math.Min(1, seconds / 30));
    }
}
