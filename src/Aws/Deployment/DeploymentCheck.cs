using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Maas.Aws.Delivery;
using Maas.Aws.DynamoDb;
using Maas.Aws.DynamoDb.Membership;
using Maas.Aws.DynamoDb.Reminders;
using Maas.Aws.DynamoDb.Storage;
using Maas.Aws.Ec2;
using Maas.Aws.Emr;
using Maas.Aws.Firehose;
using Maas.Aws.Iam;
using Maas.Aws.Json;
using Maas.Aws.Objects;
using Maas.Aws.Query;
using Microsoft.Extensions.Configuration;

namespace Maas.Aws.Deployment;

/// <summary>
/// Holds what the settings name on AWS against what the product needs of it. It only reads, with whatever credentials the SDK finds; what these may
/// not read is a finding too. Nothing is looked at that the settings do not use.
/// </summary>
public sealed class DeploymentCheck(IConfiguration settings)
{
    private const string Deploy = "deploy/data.yaml has it as it should be: deploy that stack again, or change it by hand.";

    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<DeploymentFinding> { await FindCallerAsync(cancellationToken).ConfigureAwait(false) };
        if (!findings[0].Ok)
        {
            return findings;
        }

        var objects = settings.GetSection(S3ObjectsOptions.Section).Get<S3ObjectsOptions>() ?? new();
        if (Is("Maas:Objects:Kind", "S3"))
        {
            using var client = S3Clients.Create(objects);
            findings.AddRange(await new BucketCheck(client, objects.Bucket).RunAsync(cancellationToken).ConfigureAwait(false));
        }

        using var iam = new IamClient(new QueryServiceConfig(IamClient.Service));
        var roles = new RoleCheck(iam);
        if (Is("Maas:Delivery:Kind", "Firehose"))
        {
            using var client = new FirehoseClient(new JsonServiceConfig(FirehoseClient.Service));
            var delivery = settings.GetSection(FirehoseDeliveryOptions.Section).Get<FirehoseDeliveryOptions>() ?? new();
            findings.AddRange(await new StreamCheck(client, roles, delivery, objects).RunAsync(cancellationToken).ConfigureAwait(false));
        }

        if (Is("Maas:Batch:Engine", "Emr"))
        {
            using var emr = new EmrClient(new JsonServiceConfig(EmrClient.Service));
            using var ec2 = new Ec2Client(new QueryServiceConfig(Ec2Client.Service));
            var clusters = settings.GetSection(EmrClusterOptions.Section).Get<EmrClusterOptions>() ?? new();
            var bucket = Is("Maas:Objects:Kind", "S3") ? objects.Bucket : null;
            findings.AddRange(await new ClusterCheck(emr, ec2, roles, clusters).RunAsync(bucket, cancellationToken).ConfigureAwait(false));
        }

        findings.AddRange(await CheckTablesAsync(cancellationToken).ConfigureAwait(false));
        if (findings.Count == 1)
        {
            findings.Add(
                DeploymentFinding.Of(
                    "settings",
                    ok: false,
                    "none of them uses AWS",
                    "Give the service's own settings, by its environment or with --env-file /etc/maas/maas.env."
                )
            );
        }

        return findings;
    }

    /// <summary>Runs a check of one thing; what the service answers instead is what was seen.</summary>
    /// <param name="whenAbsent">What was seen when the service knows no such thing; null where that cannot be.</param>
    /// <param name="fix">What to do then.</param>
    internal static async Task<DeploymentFinding> TryAsync(
        string name,
        Func<Task<DeploymentFinding>> look,
        string? whenAbsent = null,
        string fix = Deploy
    )
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (AmazonServiceException failure) when (whenAbsent is not null && IsAbsence(failure))
        {
            return DeploymentFinding.Of(name, ok: false, whenAbsent, fix);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            var code = (failure as AmazonServiceException)?.ErrorCode;
            var mend = code is "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "403"
                ? "Allow these credentials to read it, or run the check with an administrator's."
                : "Check the region, the endpoint and the network.";
            return DeploymentFinding.Of(name, ok: false, $"cannot be read: {failure.Message}", mend);
        }
    }

    private static bool IsAbsence(AmazonServiceException failure) =>
        failure.StatusCode == System.Net.HttpStatusCode.NotFound
        // EMR's word for a name that it does not know is the second.
        || failure.ErrorCode is "ResourceNotFoundException" or "InvalidRequestException"
        || failure.ErrorCode?.StartsWith("NoSuch", StringComparison.Ordinal) == true
        || failure.ErrorCode?.EndsWith("NotFoundError", StringComparison.Ordinal) == true
        || failure.ErrorCode?.EndsWith(".NotFound", StringComparison.Ordinal) == true;

    private static Task<DeploymentFinding> FindCallerAsync(CancellationToken cancellationToken) =>
        TryAsync(
            "credentials",
            async () =>
            {
                using var client = new AmazonSecurityTokenServiceClient();
                var caller = await client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
                return DeploymentFinding.Of("credentials", ok: true, $"{caller.Arn} of account {caller.Account}", "");
            }
        );

    private async Task<IReadOnlyList<DeploymentFinding>> CheckTablesAsync(CancellationToken cancellationToken)
    {
        var findings = new List<DeploymentFinding>();
        var (cluster, state) = (
            settings.GetSection(DynamoDbClusterOptions.Section).Get<DynamoDbClusterOptions>() ?? new(),
            settings.GetSection(DynamoDbStateOptions.Section).Get<DynamoDbStateOptions>() ?? new()
        );
        if (Is("Maas:Cluster:Kind", "DynamoDb"))
        {
            using var check = new TableCheck(cluster);
            findings.AddRange(
                await check.RunAsync(cluster.TableName, SiloTable.Shape, keepsState: false, cancellationToken).ConfigureAwait(false)
            );
        }

        if (Is("Maas:Storage:Kind", "DynamoDb"))
        {
            using var check = new TableCheck(state);
            findings.AddRange(
                await check.RunAsync(state.TableName, StateItem.Shape, keepsState: true, cancellationToken).ConfigureAwait(false)
            );
            using var reminders = new TableCheck(cluster);
            findings.AddRange(
                await reminders
                    .RunAsync(cluster.RemindersTableName, ReminderItem.Shape, keepsState: false, cancellationToken)
                    .ConfigureAwait(false)
            );
        }

        return findings;
    }

    private bool Is(string key, string kind) => string.Equals(settings[key], kind, StringComparison.OrdinalIgnoreCase);
}
