using System.Globalization;
using System.Net;
using Maas.Aws.DynamoDb.Tables;
using Orleans;
using Orleans.Runtime;

namespace Maas.Aws.DynamoDb.Membership;

/// <summary>A silo's row of the membership table, as the official package lays it out.</summary>
internal static class SiloRow
{
    public const string DeploymentId = "DeploymentId";
    public const string SiloIdentity = "SiloIdentity";
    public const string Address = "Address";
    public const string Port = "Port";
    public const string Generation = "Generation";
    public const string HostName = "HostName";
    public const string SiloName = "SiloName";
    public const string Status = "SiloStatus";
    public const string ProxyPort = "ProxyPort";
    public const string SuspectingSilos = "SuspectingSilos";
    public const string SuspectingTimes = "SuspectingTimes";
    public const string StartTime = "StartTime";
    public const string IAmAliveTime = "IAmAliveTime";
    public const string MembershipVersion = "MembershipVersion";
    public const string ETag = "ETag";

    private const char Separator = '|';

    public static string Identity(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    public static Item Key(string clusterId, string identity) =>
        new(StringComparer.Ordinal) { [DeploymentId] = Attributes.Text(clusterId), [SiloIdentity] = Attributes.Text(identity) };

    /// <summary>Describes the row's new content but for its key. Votes that were taken back disappear.</summary>
    public static Expression Write(MembershipEntry entry, int version, long etag)
    {
        var votes = entry.SuspectTimes ?? [];
        return new Expression()
            .Set(Address, Attributes.Text(entry.SiloAddress.Endpoint.Address.ToString()))
            .Set(Port, Attributes.Number(entry.SiloAddress.Endpoint.Port))
            .Set(Generation, Attributes.Number(entry.SiloAddress.Generation))
            .SetOrRemove(HostName, entry.HostName)
            .SetOrRemove(SiloName, entry.SiloName)
            .Set(Status, Attributes.Number((int)entry.Status))
            .Set(ProxyPort, Attributes.Number(entry.ProxyPort))
            .SetOrRemove(SuspectingSilos, string.Join(Separator, votes.Select(vote => vote.Item1.ToParsableString())))
            .SetOrRemove(SuspectingTimes, string.Join(Separator, votes.Select(vote => LogFormatter.PrintDate(vote.Item2))))
            .Set(StartTime, Attributes.Text(LogFormatter.PrintDate(entry.StartTime)))
            .Set(IAmAliveTime, Attributes.Text(LogFormatter.PrintDate(entry.IAmAliveTime)))
            .Set(MembershipVersion, Attributes.Number(version))
            .Set(ETag, Attributes.Number(etag));
    }

    /// <exception cref="FormatException">The row is not one of a silo.</exception>
    public static MembershipEntry Read(Item row)
    {
        var silos = Split(row.Text(SuspectingSilos)).Select(SiloAddress.FromParsableString).ToArray();
        var times = Split(row.Text(SuspectingTimes)).Select(Date).ToArray();
        if (silos.Length != times.Length)
        {
            throw new FormatException($"{silos.Length} silos suspect this one at {times.Length} times.");
        }

        return new MembershipEntry
        {
            SiloAddress = SiloAddress.New(
                new IPEndPoint(IPAddress.Parse(row.Text(Address) ?? ""), Integer(row, Port)),
                Integer(row, Generation)
            ),
            Status = (SiloStatus)Integer(row, Status),
            ProxyPort = Integer(row, ProxyPort),
            HostName = row.Text(HostName) ?? "",
            SiloName = row.Text(SiloName) ?? "",
            StartTime = Date(row.Text(StartTime)),
            IAmAliveTime = Date(row.Text(IAmAliveTime)),
            SuspectTimes = [.. silos.Zip(times, Tuple.Create)],
        };
    }

    public static int Integer(Item row, string attribute) =>
        row.Number(attribute) is { } number ? checked((int)number) : throw new FormatException($"{attribute} is no integer.");

    private static DateTime Date(string? text) =>
        string.IsNullOrEmpty(text) ? default : DateTime.SpecifyKind(LogFormatter.ParseDate(text), DateTimeKind.Utc);

    private static string[] Split(string? text) => string.IsNullOrEmpty(text) ? [] : text.Split(Separator);
}
