namespace Maas.Contracts.Devices;

/// <summary>The device's state cannot be read or saved now. Nothing was changed; ask again later (503).</summary>
[GenerateSerializer, Alias("maas.DeviceUnavailableException")]
public sealed class DeviceUnavailableException : Exception
{
    public DeviceUnavailableException()
        : this("The device's state cannot be read or saved now.") { }

    public DeviceUnavailableException(string message)
        : base(message) { }

    public DeviceUnavailableException(string message, Exception inner)
        : base(message, inner) { }
}
