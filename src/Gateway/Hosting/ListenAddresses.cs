using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Maas.Gateway.Hosting;

/// <summary>
/// Looks whether the addresses can be listened on before anything starts. Kestrel finds out last, when the silo already runs, and its
/// shutdown half-way fills the log with errors that hide the cause. Should an address be taken in between, Kestrel's refusal still counts.
/// </summary>
public static class ListenAddresses
{
    /// <exception cref="AggregateException">Addresses cannot be listened on; the messages say which, why, and what to do.</exception>
    public static void ExpectFree(IConfiguration configuration)
    {
        var obstacles = Configured(configuration).Select(ObstacleOf).OfType<string>().Select(reason => new IOException(reason)).ToList();
        if (obstacles.Count > 0)
        {
            throw new AggregateException(obstacles);
        }
    }

    /// <summary>What the host will be told to listen on, as it is written in the configuration.</summary>
    internal static IEnumerable<string> Configured(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey]);
        if (urls.Length == 0)
        {
            urls = [.. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}")];
        }

        return [.. endpoints.DefaultIfEmpty("").SelectMany(url => url.Length == 0 ? urls : [url])];
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? ObstacleOf(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return $"'{url}' is no address to listen on. Write it like http://127.0.0.1:8080.";
        }

        if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0)
        {
            return null;
        }

        var host =
            address.Host is "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip
            : IPAddress.Any;
        try
        {
            using var probe = new TcpListener(host, address.Port);
            probe.Start();
            return null;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"{url} is in use by another process. Stop that process, or give this one another address with ASPNETCORE_URLS.",
                SocketError.AddressNotAvailable => $"{url} is no address of this machine. Give one that is with ASPNETCORE_URLS.",
                SocketError.AccessDenied =>
                    $"{url}: this user may not listen on port {address.Port}. Give a port above 1023 with ASPNETCORE_URLS.",
                _ => null,
            };
        }
    }
}
