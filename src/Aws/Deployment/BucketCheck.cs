using Amazon.S3;
using Amazon.S3.Model;

namespace Maas.Aws.Deployment;

/// <summary>The bucket: there, encrypted, closed to the public and to plain HTTP, with uploads that end and nothing of the lake that expires.</summary>
internal sealed class BucketCheck(IAmazonS3 client, string bucket)
{
    private const string NoPolicy = "none, so plain HTTP is taken";

    private static readonly string[] Kept = ["lake/", "runs/", "books/"];

    private readonly string _name = $"bucket {bucket}";

    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var there = await DeploymentCheck
            .TryAsync(
                _name,
                async () =>
                {
                    await client
                        .ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 }, cancellationToken)
                        .ConfigureAwait(false);
                    return DeploymentFinding.Of(_name, ok: true, "there and readable", "");
                },
                "does not exist"
            )
            .ConfigureAwait(false);
        return there.Ok
            ?
            [
                there,
                await EncryptionAsync(cancellationToken).ConfigureAwait(false),
                await PublicAccessAsync(cancellationToken).ConfigureAwait(false),
                await PolicyAsync(cancellationToken).ConfigureAwait(false),
                .. await LifecycleAsync(cancellationToken).ConfigureAwait(false),
            ]
            : [there];
    }

    private Task<DeploymentFinding> EncryptionAsync(CancellationToken cancellationToken) =>
        DeploymentCheck.TryAsync(
            "bucket encryption",
            async () =>
            {
                var answer = await client
                    .GetBucketEncryptionAsync(new GetBucketEncryptionRequest { BucketName = bucket }, cancellationToken)
                    .ConfigureAwait(false);
                var algorithm = answer
                    .ServerSideEncryptionConfiguration?.ServerSideEncryptionRules?.FirstOrDefault()
                    ?.ServerSideEncryptionByDefault?.ServerSideEncryptionAlgorithm?.Value;
                return DeploymentFinding.Of(
                    "bucket encryption",
                    !string.IsNullOrEmpty(algorithm),
                    algorithm ?? "none by default",
                    $"aws s3api put-bucket-encryption --bucket {bucket} with AES256 or aws:kms as the default"
                );
            },
            "none by default"
        );

    private Task<DeploymentFinding> PublicAccessAsync(CancellationToken cancellationToken) =>
        DeploymentCheck.TryAsync(
            "bucket public access",
            async () =>
            {
                var answer = await client
                    .GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = bucket }, cancellationToken)
                    .ConfigureAwait(false);
                var block = answer.PublicAccessBlockConfiguration;
                var open = new (string Name, bool? On)[]
                {
                    ("BlockPublicAcls", block.BlockPublicAcls),
                    ("BlockPublicPolicy", block.BlockPublicPolicy),
                    ("IgnorePublicAcls", block.IgnorePublicAcls),
                    ("RestrictPublicBuckets", block.RestrictPublicBuckets),
                }
                    .Where(static part => part.On != true)
                    .Select(static part => part.Name)
                    .ToList();
                return DeploymentFinding.Of(
                    "bucket public access",
                    open.Count == 0,
                    open.Count == 0 ? "blocked" : $"not blocked: {string.Join(", ", open)}",
                    $"aws s3api put-public-access-block --bucket {bucket} with all four true"
                );
            },
            "not blocked"
        );

    private Task<DeploymentFinding> PolicyAsync(CancellationToken cancellationToken) =>
        DeploymentCheck.TryAsync(
            "bucket policy",
            async () =>
            {
                var answer = await client
                    .GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = bucket }, cancellationToken)
                    .ConfigureAwait(false);
                var isClosed = answer.Policy?.Contains("aws:SecureTransport", StringComparison.Ordinal) == true;
                return DeploymentFinding.Of(
                    "bucket policy",
                    isClosed,
                    isClosed ? "refuses plain HTTP"
                        : string.IsNullOrEmpty(answer.Policy) ? NoPolicy
                        : "takes plain HTTP",
                    "Add the statement OnlyOverTls of deploy/data.yaml to the bucket's policy."
                );
            },
            NoPolicy
        );

    private async Task<IReadOnlyList<DeploymentFinding>> LifecycleAsync(CancellationToken cancellationToken)
    {
        List<LifecycleRule> rules = [];
        var read = await DeploymentCheck
            .TryAsync(
                "bucket lifecycle",
                async () =>
                {
                    var answer = await client
                        .GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = bucket }, cancellationToken)
                        .ConfigureAwait(false);
                    rules = [.. (answer.Configuration?.Rules ?? []).Where(static rule => rule.Status == LifecycleRuleStatus.Enabled)];
                    var ends = rules.Exists(static rule => rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation > 0);
                    return DeploymentFinding.Of(
                        "bucket lifecycle",
                        ends,
                        ends ? "ends incomplete uploads" : "keeps incomplete uploads, and their cost, for ever",
                        "Add the rule incomplete-uploads of deploy/data.yaml."
                    );
                },
                "none: incomplete uploads, and their cost, stay for ever"
            )
            .ConfigureAwait(false);
        var expiring = rules.Where(Expires).SelectMany(rule => Kept.Where(folder => Covers(PrefixOf(rule), folder))).Distinct().ToList();
        return
        [
            read,
            DeploymentFinding.Of(
                "bucket expiry",
                expiring.Count == 0,
                expiring.Count == 0 ? "keeps the lake, its runs and its books" : $"lets {string.Join(", ", expiring)} expire",
                "Limit the lifecycle rule to raw/, rejected/, errors/ and logs/: the product removes files of the lake by its own log."
            ),
        ];
    }

    private static bool Expires(LifecycleRule rule) =>
        rule.Expiration is { } expiration && (expiration.Days > 0 || expiration.Date is not null);

#pragma warning disable CS0618 // Old rules carry their prefix beside the filter.
    private static string PrefixOf(LifecycleRule rule) =>
        rule.Filter?.LifecycleFilterPredicate is LifecyclePrefixPredicate { Prefix: { } prefix } ? prefix : rule.Prefix ?? "";
#pragma warning restore CS0618

    private static bool Covers(string prefix, string folder) =>
        folder.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(folder, StringComparison.Ordinal);
}
