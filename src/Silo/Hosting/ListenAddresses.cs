using System.Net;
using System.Net.Sockets;

namespace Maas.Silo.Hosting;

/// <summary>
/// Looks whether the addresses to listen on are free before anything starts. Kestrel finds out last, when the silo already runs, and its
/// shutdown half-way fills the log with errors that hide the cause. Should an address be taken in between, Kestrel's refusal still counts.
/// </summary>
internal static class ListenAddresses
{
    /// <exception cref="IOException">An address is in use; the message says which and what to do.</exception>
    public static void ExpectFree(IConfiguration configuration)
    {
        foreach (var address in Configured(configuration).Where(IsTaken))
        {
            throw new IOException(
                $"{address} is in use by another process. Stop that process, or give this one another address with ASPNETCORE_URLS."
            );
        }
    }

    private static IEnumerable<string> Configured(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        var urls = (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(
            ';',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return [.. endpoints.DefaultIfEmpty("").SelectMany(url => url.Length == 0 ? urls : [url])];
    }

    private static bool IsTaken(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            // Kestrel says what is wrong with it.
            return false;
        }

        if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0)
        {
            return false;
        }

        var host =
            address.Host is "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip
            : IPAddress.Any;
        try
        {
            using var probe = new TcpListener(host, address.Port);
            probe.Start();
            return false;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
