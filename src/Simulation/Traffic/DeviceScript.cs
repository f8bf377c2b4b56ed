using Maas.Simulation.Fleet;
using Maas.Simulation.Randomness;

namespace Maas.Simulation.Traffic;

/// <summary>What a device does next: sessions that open, move, look around and end.</summary>
internal readonly struct DeviceScript(SimulatedDevice device, Random random)
{
    private static readonly TimeSpan SessionGap = TimeSpan.FromMinutes(30);

    public ClientEvent Next(DateTimeOffset at, TimeSpan step)
    {
        var opens = device.SessionEnded || at - device.LastEventAt >= SessionGap;
        device.LastEventAt = at;
        device.Events++;
        device.Walk.Step(step.TotalSeconds, random);
        var (type, name) = opens ? Open() : Choose();
        return new ClientEvent(device, RandomGuid.Next(random).ToString(), type, name, at, Fix(), random.Next(1_000_000));
    }

    private (string Type, string Name) Open()
    {
        device.SessionEnded = false;
        device.SessionNumber++;
        var first = device.SessionNumber == 1;
        return ("track", first ? "Application Installed" : "Application Opened");
    }

    private (string Type, string Name) Choose() =>
        random.NextDouble() switch
        {
            < 0.70 => ("track", device.HasLocation ? "Location Updated" : "Heartbeat"),
            < 0.84 => ("screen", ""),
            < 0.94 => ("track", "Product Viewed"),
            < 0.97 => ("track", "Search Performed"),
            < 0.985 when device.UserId is not null => ("identify", ""),
            _ => End(),
        };

    /// <summary>The app goes to the background; the next event opens a new session.</summary>
    private (string Type, string Name) End()
    {
        device.SessionEnded = true;
        return ("track", "Application Backgrounded");
    }

    private ClientFix? Fix() =>
        device.HasLocation
            ? new ClientFix(
                Math.Round(device.Walk.Latitude, 6),
                Math.Round(device.Walk.Longitude, 6),
                20 + (device.Index % 90),
                Math.Round(device.Walk.Accuracy, 1),
                Math.Round(device.Walk.Speed, 2),
                Math.Round(device.Walk.Bearing, 1)
            )
            : null;
}
