using Microsoft.Extensions.Configuration;

namespace Maas.Aws.DynamoDb;

/// <summary>Options from one line, as the official packages' settings and tests give them.</summary>
public static class DynamoDBConnectionString
{
    /// <summary>Sets what <c>Service=http://127.0.0.1:8000;TableName=Silos;CreateIfNotExists=false</c> names; an option's name is its property's.</summary>
    /// <exception cref="FormatException">A part is no <c>Name=value</c>.</exception>
    /// <exception cref="InvalidOperationException">A value is not of its option's type; the message names it.</exception>
    public static void ParseConnectionString(this DynamoDBClientOptions options, string connectionString)
    {
        var settings = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Setting)
            .ToDictionary(StringComparer.OrdinalIgnoreCase);
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Bind(options);
    }

    /// <summary>Values may hold further equals signs: secret keys end with them.</summary>
    private static KeyValuePair<string, string?> Setting(string part) =>
        part.IndexOf('=', StringComparison.Ordinal) is var at and > 0
            ? new(part[..at].Trim(), part[(at + 1)..].Trim())
            : throw new FormatException("A part of the connection string for DynamoDB is no Name=value.");
}
