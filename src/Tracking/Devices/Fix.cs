namespace Maas.Tracking.Devices;

/// <summary>A position of a device. Optional members are NaN when unknown.</summary>
/// <param name="At">Event time, microseconds since the Unix epoch, UTC.</param>
/// <param name="Latitude">Degrees, −90 to 90.</param>
/// <param name="Longitude">Degrees, −180 to 180.</param>
/// <param name="Altitude">Metres above the ellipsoid.</param>
/// <param name="Accuracy">Metres, radius.</param>
/// <param name="Speed">Metres a second.</param>
/// <param name="Bearing">Degrees clockwise from north.</param>
public readonly record struct Fix(
    long At,
    double Latitude,
    double Longitude,
    double Altitude,
    double Accuracy,
    double Speed,
    double Bearing
);
