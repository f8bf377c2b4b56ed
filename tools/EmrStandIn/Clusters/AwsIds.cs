using System.Security.Cryptography;

namespace Maas.EmrStandIn.Clusters;

/// <summary>Ids of the shape that EMR gives: <c>j-2AXXXXXXGAPLF</c>.</summary>
internal static class AwsIds
{
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 13);
}
