using System.Globalization;
using Maas.Aws.DynamoDb.Tables;
using Orleans;

namespace Maas.Aws.DynamoDb.Membership;

/// <summary>
/// The row that counts the changes of a cluster's membership. Every change of a silo's row is one transaction with it. Beyond what the
/// official package keeps in it, it names the silo that its version changed, so that a reader can tell a view that is torn.
/// </summary>
/// <param name="Version">How many changes there were.</param>
/// <param name="ETag">What a change must name to be the next.</param>
/// <param name="Changed">The identity of the silo that <paramref name="Version"/> changed; null when it was written by a provider that does not say.</param>
internal sealed record VersionRow(int Version, long ETag, string? Changed)
{
    public const string Identity = "VersionRow";

    /// <summary>Holds <c>VERSION IDENTITY</c>: with the version, for others count on without touching it.</summary>
    private const string LastChange = "LastChange";

    private const string FirstETag = "0";

    public TableVersion TableVersion => new(Version, Attributes.Print(ETag));

    public static Item First(string clusterId)
    {
        var item = SiloRow.Key(clusterId, Identity);
        item[SiloRow.MembershipVersion] = Attributes.Number(0);
        item[SiloRow.ETag] = new() { N = FirstETag };
        return item;
    }

    public static VersionRow Read(Item row)
    {
        var version = SiloRow.Integer(row, SiloRow.MembershipVersion);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{version} ");
        var change = row.Text(LastChange);
        var changed = change?.StartsWith(prefix, StringComparison.Ordinal) == true ? change[prefix.Length..] : null;
        return new VersionRow(version, row.Number(SiloRow.ETag) ?? throw new FormatException("The etag is no integer."), changed);
    }

    /// <summary>Describes the step to the next version by a change of one silo.</summary>
    public static Expression Write(TableVersion next, long etag, string changed) =>
        new Expression()
            .Set(SiloRow.MembershipVersion, Attributes.Number(next.Version))
            .Set(SiloRow.ETag, Attributes.Number(etag + 1))
            .Set(LastChange, Attributes.Text(string.Create(CultureInfo.InvariantCulture, $"{next.Version} {changed}")));
}
