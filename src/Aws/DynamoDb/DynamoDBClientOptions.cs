using Amazon.DynamoDBv2;
using Orleans;

namespace Maas.Aws.DynamoDb;

/// <summary>How DynamoDB is reached. With nothing set the SDK's own configuration counts: environment, profile, instance role, <c>AWS_ENDPOINT_URL_DYNAMODB</c>.</summary>
public abstract class DynamoDBClientOptions
{
    /// <summary>A region (<c>eu-west-1</c>) or an endpoint (<c>http://127.0.0.1:8000</c>). Default none: as the SDK is configured.</summary>
    public string? Service { get; set; }

    /// <summary>Access key, together with <see cref="SecretKey"/>. Default none: the SDK's chain of credentials.</summary>
    [Redact]
    public string? AccessKey { get; set; }

    /// <summary>Secret key, together with <see cref="AccessKey"/>.</summary>
    [Redact]
    public string? SecretKey { get; set; }

    /// <summary>Session token of temporary keys.</summary>
    [Redact]
    public string? Token { get; set; }

    /// <summary>A named profile to take credentials from. Default none.</summary>
    public string? ProfileName { get; set; }

    /// <summary>How long one attempt of a request may take. Default 5 s: a silo must find out that it is cut off before others give it up.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the SDK repeats a request that was throttled or got no answer, with growing pauses. Default 5.</summary>
    public int RetriesMax { get; set; } = 5;

    /// <summary>
    /// How often a write or read is repeated that met another one's transaction, or a batch that was taken in part; the SDK repeats neither.
    /// Pauses grow from 25 ms to 1 s. Default 10.
    /// </summary>
    public int ConflictRetriesMax { get; set; } = 10;

    /// <summary>Makes the client in place of all that is above but <see cref="ConflictRetriesMax"/>. Default none. The caller owns what it returns.</summary>
    public Func<IAmazonDynamoDB>? CreateClient { get; set; }
}
