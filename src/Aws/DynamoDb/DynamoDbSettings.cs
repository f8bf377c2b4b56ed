namespace Maas.Aws.DynamoDb;

/// <summary>
/// How the service reaches its tables. Credentials come as everywhere in the AWS SDK: the environment, a profile, the instance's role.
/// </summary>
public abstract class DynamoDbSettings
{
    /// <summary>A region (<c>eu-west-1</c>) or an endpoint (<c>http://127.0.0.1:8000</c>). Default none: <c>AWS_REGION</c> and <c>AWS_ENDPOINT_URL_DYNAMODB</c>.</summary>
    public string? Service { get; set; }

    /// <summary>Whether missing tables are created, paid a request. Default true. With false a missing table stops the start.</summary>
    public bool CreateIfNotExists { get; set; } = true;

    /// <summary>How long one attempt of a request may take. Default 5 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a request that was throttled or got no answer is repeated, with growing pauses. Default 5.</summary>
    public int RetriesMax { get; set; } = 5;

    /// <summary>How often a request that met another one's transaction is repeated. Default 10.</summary>
    public int ConflictRetriesMax { get; set; } = 10;

    internal void ApplyTo(DynamoDBClientOptions options)
    {
        options.Service = Service;
        options.RequestTimeout = RequestTimeout;
        options.RetriesMax = RetriesMax;
        options.ConflictRetriesMax = ConflictRetriesMax;
        if (options is DynamoDBTableOptions table)
        {
            table.CreateIfNotExists = CreateIfNotExists;
        }
    }

    internal IEnumerable<string> Errors(string section)
    {
        if (RequestTimeout < TimeSpan.FromMilliseconds(100) || RequestTimeout > TimeSpan.FromMinutes(1))
        {
            yield return $"{section}:{nameof(RequestTimeout)} is {RequestTimeout}: give 00:00:00.100 to 00:01:00.";
        }

        if (RetriesMax is < 0 or > 20)
        {
            yield return $"{section}:{nameof(RetriesMax)} is {RetriesMax}: give 0 to 20.";
        }

        if (ConflictRetriesMax is < 0 or > 100)
        {
            yield return $"{section}:{nameof(ConflictRetriesMax)} is {ConflictRetriesMax}: give 0 to 100.";
        }
    }

    /// <summary>Null for a name that DynamoDB takes.</summary>
    internal static string? TableNameError(string section, string name, string? value) =>
        value is { Length: >= 3 and <= 255 } && value.All(each => char.IsAsciiLetterOrDigit(each) || each is '_' or '-' or '.')
            ? null
            : $"{section}:{name} is '{value}': give 3 to 255 letters, digits, '_', '-' or '.'.";
}
