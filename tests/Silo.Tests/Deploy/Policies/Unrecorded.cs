using System.IO.Enumeration;

namespace Maas.Silo.Tests.Deploy.Policies;

/// <summary>What is allowed and cannot be seen from a silo and a gateway that work for a minute beside stand-ins.</summary>
/// <param name="Grant"><c>ROLE: ACTION on RESOURCE</c>, with <c>*</c> for any text.</param>
/// <param name="Why">Who calls it, and when.</param>
internal sealed record Unrecorded(string Grant, string Why)
{
    public static IReadOnlyList<Unrecorded> All { get; } =
    [
        new("DeliveryRole: *", "Firehose itself writes objects and its log: the rights that its documentation lists for S3."),
        new("ClusterServiceRole: iam:PassRole *", "EMR itself gives the cluster's instances their role."),
        new("ClusterInstanceRole: *", "Spark on the cluster: the stand-in's steps reach the bucket as a folder."),
        new("SiloRole: secretsmanager:GetSecretValue *", "The launch script reads the keys and the webhook's address."),
        new("SiloRole: s3:GetObject *:::maas/deploy/*", "The launch script fetches the program."),
        new("SiloRole: s3:GetObject *:::maas/logs/*", "What a failed step printed is read for the cause; pretended steps print nothing."),
        new("SiloRole: elasticmapreduce:DescribeStep *", "Asked of a failed step of which the list does not say why."),
        new("SiloRole: dynamodb:DeleteItem *OrleansSilos", "Orleans removes the rows of silos that have been dead for a week."),
        new("GatewayRole: secretsmanager:GetSecretValue *", "Beanstalk puts the keys into the environment of the instance."),
        new("GatewayRole: elasticbeanstalk:*", "Beanstalk's own program on the instance tells of its health."),
        new("GatewayRole: s3:*:::elasticbeanstalk-*", "Beanstalk's own program fetches the gateway and stores its logs."),
    ];

    public bool Explains(string grant) =>
        FileSystemName.MatchesSimpleExpression(Grant.Replace(" *", "*", StringComparison.Ordinal), grant, ignoreCase: false);
}
