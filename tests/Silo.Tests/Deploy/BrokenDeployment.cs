using Maas.Servers;

namespace Maas.Silo.Tests.Deploy;

/// <summary>Deployments with things wrong that hide nothing of each other, and all that must be found then.</summary>
/// <param name="Break">Commands for a shell that has what <see cref="CheckTests"/> defines; <c>maas.env</c> holds the settings.</param>
/// <param name="Webhook">What Slack answers.</param>
/// <param name="Findings">What is wrong by its name, and a part of what is said of it.</param>
internal sealed record BrokenDeployment(string Break, int Webhook, params (string Name, string Seen)[] Findings)
{
    public static IReadOnlyDictionary<string, BrokenDeployment> All { get; } =
        new Dictionary<string, BrokenDeployment>(StringComparer.Ordinal)
        {
            ["nothing"] = new(":", 400),
            ["configured wrongly"] = new(
                """
                aws s3api delete-bucket-encryption --bucket $BUCKET
                aws s3api put-public-access-block --bucket $BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=true
                aws s3api delete-bucket-policy --bucket $BUCKET
                aws s3api put-bucket-lifecycle-configuration --bucket $BUCKET --lifecycle-configuration '{"Rules":[{"ID":"all","Status":"Enabled","Filter":{"Prefix":""},"Expiration":{"Days":9}}]}'
                without acme-tracking; stream acme-tracking rows/ 900 UNCOMPRESSED
                aws dynamodb update-continuous-backups --table-name acme-OrleansGrainState --point-in-time-recovery-specification PointInTimeRecoveryEnabled=false
                aws dynamodb update-table --table-name acme-OrleansGrainState --billing-mode PROVISIONED --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1
                aws dynamodb delete-table --table-name acme-OrleansReminders
                aws dynamodb create-table --table-name acme-OrleansReminders --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=ReminderId,AttributeType=S AttributeName=GrainHash,AttributeType=N --key-schema AttributeName=ReminderId,KeyType=HASH AttributeName=GrainHash,KeyType=RANGE
                for role in delivery emr emr-ec2; do
                  aws iam update-assume-role-policy --role-name acme-maas-$role-us-east-1 --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
                done
                aws ec2 delete-tags --resources $SUBNET --tags Key=$TAG
                set_to Maas__Batch__Emr__ReleaseLabel emr-6.15.0
                set_to Maas__Batch__Emr__LogUri s3://elsewhere/logs/
                """,
                404,
                ("bucket encryption", "none by default"),
                ("bucket public access", "not blocked: BlockPublicPolicy"),
                ("bucket policy", "plain HTTP"),
                ("bucket lifecycle", "incomplete uploads"),
                ("bucket expiry", "lets lake/, runs/, books/ expire"),
                ("stream acme-tracking, prefix", "rows/"),
                ("stream acme-tracking, compression", "UNCOMPRESSED"),
                ("stream acme-tracking, buffer", "900 s"),
                ("table acme-OrleansGrainState, recovery", "point in time: DISABLED"),
                ("table acme-OrleansGrainState, billing", "PROVISIONED"),
                ("table acme-OrleansReminders, keys", "others than Orleans needs"),
                ("role acme-maas-delivery-us-east-1", "firehose.amazonaws.com may not take on"),
                ("role acme-maas-emr-us-east-1", "elasticmapreduce.amazonaws.com may not take on"),
                ("instance profile acme-maas-emr-ec2-us-east-1", "ec2.amazonaws.com may not take on"),
                ("cluster network", "not tagged for EMR: subnet-"),
                ("cluster release", "has no Spark 3.5"),
                ("cluster logs", "s3://elsewhere/logs/"),
                ("webhook", "answers 404")
            ),
            ["missing"] = new(
                """
                aws s3api delete-bucket-lifecycle --bucket $BUCKET
                without acme-devices
                without acme-tracking; BUCKET=another stream acme-tracking raw/tracking/ 300 GZIP
                aws dynamodb delete-table --table-name acme-OrleansReminders
                aws iam remove-role-from-instance-profile --instance-profile-name acme-maas-emr-ec2-us-east-1 --role-name acme-maas-emr-ec2-us-east-1
                aws emr delete-security-configuration --name acme-maas
                set_to Maas__Batch__Emr__ReleaseLabel emr-7.99.0
                set_to Maas__Batch__Emr__ServiceRole nobody
                set_to Maas__Batch__Emr__SubnetIds__0 subnet-0123456789abcdef0
                """,
                503,
                ("bucket lifecycle", "incomplete uploads"),
                ("stream acme-devices", "does not exist"),
                ("stream acme-tracking, bucket", "another"),
                ("table acme-OrleansReminders", "does not exist"),
                ("instance profile acme-maas-emr-ec2-us-east-1", "holds no role"),
                ("cluster security acme-maas", "does not exist"),
                ("cluster release", "emr-7.99.0 does not exist"),
                ("role nobody", "does not exist"),
                ("cluster network", "does not exist"),
                ("webhook", "answers 503")
            ),
            ["gone"] = new(
                """
                aws s3 rb --force s3://$BUCKET
                set_to Maas__Batch__Emr__InstanceProfile nobody
                """,
                400,
                ($"bucket acme-maas-123456789012-{AwsServers.Region}", "does not exist"),
                ("instance profile nobody", "does not exist")
            ),
        };
}
