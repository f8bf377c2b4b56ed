namespace Maas.Tracking.Devices;

/// <summary>How much of a device's past its state keeps.</summary>
/// <param name="Messages">Hashes of message ids.</param>
/// <param name="Hours">Width of the counts by hour, from the newest hour back.</param>
public readonly record struct DeviceLimits(int Messages, int Hours);
