using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Maas.Aws.DynamoDb.Tables;

internal static class DynamoClients
{
    /// <summary>What a server without authentication takes; the SDK signs nothing without any keys.</summary>
    private const string AnyKey = "local";

    public static IAmazonDynamoDB Create(DynamoDBClientOptions options)
    {
        var config = new AmazonDynamoDBConfig { Timeout = options.RequestTimeout, MaxErrorRetry = options.RetriesMax };
        var endpoint = Endpoint(options.Service);
        if (endpoint is not null)
        {
            config.ServiceURL = options.Service;
        }
        else if (!string.IsNullOrEmpty(options.Service))
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Service);
        }

        return Credentials(options, endpoint) is { } credentials
            ? new AmazonDynamoDBClient(credentials, config)
            : new AmazonDynamoDBClient(config);
    }

    private static Uri? Endpoint(string? service) =>
        Uri.TryCreate(service, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : null;

    private static AWSCredentials? Credentials(DynamoDBClientOptions options, Uri? endpoint)
    {
        if (string.IsNullOrEmpty(options.AccessKey) != string.IsNullOrEmpty(options.SecretKey))
        {
            throw new DynamoDBTableException(
                $"Of {nameof(options.AccessKey)} and {nameof(options.SecretKey)} only one is set for DynamoDB: give both, or neither to have the credentials found as everywhere in the AWS SDK."
            );
        }

        if (!string.IsNullOrEmpty(options.AccessKey))
        {
            return string.IsNullOrEmpty(options.Token)
                ? new BasicAWSCredentials(options.AccessKey, options.SecretKey)
                : new SessionAWSCredentials(options.AccessKey, options.SecretKey, options.Token);
        }

        if (!string.IsNullOrEmpty(options.ProfileName))
        {
            return new CredentialProfileStoreChain().TryGetAWSCredentials(options.ProfileName, out var credentials)
                ? credentials
                : throw new DynamoDBTableException(
                    $"The AWS profile '{options.ProfileName}' has no credentials: name another, or run 'aws configure --profile {options.ProfileName}'."
                );
        }

        // Amazon itself has no endpoint without TLS, so this is a stand-in on the machine or its network.
        return endpoint?.Scheme == Uri.UriSchemeHttp ? new BasicAWSCredentials(AnyKey, AnyKey) : null;
    }
}
