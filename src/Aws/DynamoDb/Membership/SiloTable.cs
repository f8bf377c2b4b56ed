using Amazon.DynamoDBv2;
using Maas.Aws.DynamoDb.Tables;

namespace Maas.Aws.DynamoDb.Membership;

/// <summary>What silos and clients alike know of the membership table.</summary>
internal static class SiloTable
{
    public static TableShape Shape { get; } =
        new(new KeyAttribute(SiloRow.DeploymentId, ScalarAttributeType.S), new KeyAttribute(SiloRow.SiloIdentity, ScalarAttributeType.S));
}
