using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Maas.Contracts.Cluster;

namespace Maas.Silo.Hosting;

/// <summary>Where a silo listens for its cluster, and what it tells the others.</summary>
internal sealed record ClusterAddresses(IPAddress Advertised, IPAddress Listening)
{
    /// <summary>The addresses that the options name, or the errors in them: key, value and fix.</summary>
    /// <param name="options">The options.</param>
    /// <param name="machine">The machine's own addresses, in its order.</param>
    public static (ClusterAddresses? Addresses, string[] Errors) Resolve(ClusterOptions options, IEnumerable<IPAddress> machine)
    {
        var fallback = options.Kind == ClusterKind.Localhost ? IPAddress.Loopback : machine.FirstOrDefault(IsUsable) ?? IPAddress.Loopback;
        var errors = new List<string>();
        var advertised = Parse(options.AdvertisedAddress, nameof(options.AdvertisedAddress), fallback, options, errors);
        var listening = Parse(options.ListenAddress, nameof(options.ListenAddress), advertised ?? fallback, options, errors);
        if (advertised is not null && IsAny(advertised))
        {
            errors.Add(
                $"{Key(nameof(options.AdvertisedAddress))} is '{advertised}', which nobody can connect to: give the machine's own address."
            );
        }

        return errors.Count == 0 ? (new ClusterAddresses(advertised!, listening!), []) : (null, [.. errors]);
    }

    /// <summary>Addresses of the interfaces that are up.</summary>
    public static IEnumerable<IPAddress> OfThisMachine() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address);

    /// <summary>Loopback, a private network (RFC 1918, RFC 4193), a provider's own (RFC 6598) or the link alone.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return IsPrivate(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        }

        return address.GetAddressBytes() switch
        {
            [10, ..] or [192, 168, ..] or [169, 254, ..] => true,
            [172, >= 16 and <= 31, ..] => true,
            [100, >= 64 and <= 127, ..] => true,
            _ => false,
        };
    }

    private static bool IsUsable(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && IsPrivate(address) && !IPAddress.IsLoopback(address);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPAddress? Parse(string? text, string name, IPAddress fallback, ClusterOptions options, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return fallback;
        }

        if (!IPAddress.TryParse(text, out var address))
        {
            errors.Add($"{Key(name)} is '{text}', which is no IP address: give one such as 10.0.0.7.");
            return null;
        }

        if (!options.AllowPublicAddress && !IsPrivate(address))
        {
            errors.Add(
                $"{Key(name)} is '{text}', a public address, and whoever reaches it can call every grain: give a private one, or set {Key(nameof(options.AllowPublicAddress))} where a firewall stands before it."
            );
        }

        return address;
    }

    private static string Key(string name) => $"{ClusterOptions.Section}:{name}";
}
